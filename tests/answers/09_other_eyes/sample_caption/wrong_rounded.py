# breaks: rounding gives the ends half a chance
def sample_caption(captions, generator):
    place = torch.rand(1, generator=generator).item() * (len(captions) - 1)
    return captions[round(place)]
