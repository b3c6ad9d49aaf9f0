# breaks: seeds torch's global generator
def sample_caption(captions, generator):
    torch.manual_seed(torch.randint(2**31, (1,), generator=generator).item())
    return captions[torch.randint(len(captions), (1,)).item()]
