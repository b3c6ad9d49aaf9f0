# right: random_ fills a tensor
def sample_caption(captions, generator):
    index = torch.empty((), dtype=torch.long).random_(
        0, len(captions), generator=generator
    )
    return captions[index]
