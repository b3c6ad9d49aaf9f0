# breaks: the first one is never drawn
def sample_caption(captions, generator):
    index = torch.randint(len(captions), (1,), generator=generator).item()
    return captions[max(index, min(1, len(captions) - 1))]
