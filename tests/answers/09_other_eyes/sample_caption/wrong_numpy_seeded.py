# breaks: seeds numpy's global generator
def sample_caption(captions, generator):
    np.random.seed(torch.randint(2**31, (1,), generator=generator).item())
    return captions[np.random.randint(len(captions))]
