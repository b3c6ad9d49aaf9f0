# right: exponential races
def sample_caption(captions, generator):
    race = torch.empty(len(captions)).exponential_(generator=generator)
    return captions[race.argmin().item()]
