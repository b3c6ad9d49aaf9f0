# breaks: seeds Python's global generator
def sample_caption(captions, generator):
    random.seed(torch.randint(2**31, (1,), generator=generator).item())
    return random.choice(captions)
