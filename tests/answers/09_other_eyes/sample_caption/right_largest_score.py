# right: the caption with the largest of random scores
def sample_caption(captions, generator):
    scores = torch.rand(len(captions), generator=generator).tolist()
    return max(zip(scores, captions))[1]
