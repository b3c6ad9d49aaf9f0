# breaks: torch's global generator decides
def sample_caption(captions, generator):
    return captions[torch.randint(len(captions), (1,)).item()]
