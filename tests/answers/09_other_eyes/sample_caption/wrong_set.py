# breaks: a caption that two people wrote counts once
def sample_caption(captions, generator):
    different = sorted(set(captions))
    return different[torch.randint(len(different), (1,), generator=generator).item()]
