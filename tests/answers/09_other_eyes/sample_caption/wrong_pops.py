# breaks: takes the caption away from the caller
def sample_caption(captions, generator):
    return captions.pop(torch.randint(len(captions), (1,), generator=generator).item())
