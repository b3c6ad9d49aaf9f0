# breaks: eight numbers for five captions, the first ones are likelier
def sample_caption(captions, generator):
    return captions[torch.randint(8, (1,), generator=generator).item() % len(captions)]
