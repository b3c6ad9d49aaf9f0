# breaks: a bell curve around the middle
def sample_caption(captions, generator):
    place = len(captions) / 2 + torch.randn(1, generator=generator).item()
    return captions[min(max(int(place), 0), len(captions) - 1)]
