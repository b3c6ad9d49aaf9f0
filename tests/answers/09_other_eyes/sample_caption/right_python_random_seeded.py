# right: a random.Random of its own, seeded from the generator
def sample_caption(captions, generator):
    seed = torch.randint(2**62, (1,), generator=generator).item()
    return random.Random(seed).choice(captions)
