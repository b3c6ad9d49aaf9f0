# right: a number in [0, 1) cut into equal parts
def sample_caption(captions, generator):
    return captions[int(torch.rand(1, generator=generator) * len(captions))]
