# breaks: takes it for granted that there are five
def sample_caption(captions, generator):
    return captions[torch.randint(5, (1,), generator=generator).item()]
