# breaks: seeds the generator anew each time
def sample_caption(captions, generator):
    generator.manual_seed(0)
    return captions[torch.randint(len(captions), (1,), generator=generator).item()]
