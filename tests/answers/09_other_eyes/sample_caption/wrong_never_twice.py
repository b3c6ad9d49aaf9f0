# breaks: never the same caption twice in a row
def sample_caption(captions, generator):
    last = getattr(sample_caption, "last", None)
    rest = [c for c in captions if c != last] or captions
    choice = rest[torch.randint(len(rest), (1,), generator=generator).item()]
    sample_caption.last = choice
    return choice
