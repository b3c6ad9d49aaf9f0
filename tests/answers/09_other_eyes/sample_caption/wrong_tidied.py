# breaks: gives the caption back changed
def sample_caption(captions, generator):
    index = torch.randint(len(captions), (1,), generator=generator).item()
    return captions[index].lower().strip(". ")
