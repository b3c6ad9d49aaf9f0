# breaks: a list of one caption
def sample_caption(captions, generator):
    return [captions[torch.randint(len(captions), (1,), generator=generator).item()]]
