# breaks: the first one half of the time
def sample_caption(captions, generator):
    if len(captions) == 1 or torch.rand(1, generator=generator).item() < 0.5:
        return captions[0]
    return captions[
        1 + torch.randint(len(captions) - 1, (1,), generator=generator).item()
    ]
