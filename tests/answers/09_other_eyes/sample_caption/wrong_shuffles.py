# breaks: puts the caller's list into another order
def sample_caption(captions, generator):
    order = torch.randperm(len(captions), generator=generator).tolist()
    captions[:] = [captions[i] for i in order]
    return captions[0]
