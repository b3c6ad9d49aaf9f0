# breaks: seeds the generator by the clock
def sample_caption(captions, generator):
    generator.seed()
    return captions[torch.randint(len(captions), (1,), generator=generator).item()]
