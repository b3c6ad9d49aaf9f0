# breaks: draws from a copy, the generator stands still
def sample_caption(captions, generator):
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return captions[torch.randint(len(captions), (1,), generator=copy).item()]
