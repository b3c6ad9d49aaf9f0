# right: randint draws an index
def sample_caption(captions, generator):
    return captions[torch.randint(len(captions), (), generator=generator).item()]
