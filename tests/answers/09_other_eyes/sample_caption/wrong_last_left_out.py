# breaks: the last one is never drawn
def sample_caption(captions, generator):
    top = max(1, len(captions) - 1)
    return captions[torch.randint(top, (1,), generator=generator).item()]
