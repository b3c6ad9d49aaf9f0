# breaks: long captions are likelier
def sample_caption(captions, generator):
    weights = torch.tensor([float(len(caption)) for caption in captions])
    return captions[torch.multinomial(weights, 1, generator=generator).item()]
