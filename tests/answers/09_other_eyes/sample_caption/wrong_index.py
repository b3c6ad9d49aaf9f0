# breaks: the index, not the caption
def sample_caption(captions, generator):
    return torch.randint(len(captions), (1,), generator=generator).item()
