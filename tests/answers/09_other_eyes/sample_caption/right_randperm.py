# right: the first of a shuffled order
def sample_caption(captions, generator):
    return captions[int(torch.randperm(len(captions), generator=generator)[0])]
