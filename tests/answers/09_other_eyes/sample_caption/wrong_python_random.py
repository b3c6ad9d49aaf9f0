# breaks: Python's own generator decides
def sample_caption(captions, generator):
    return random.choice(captions)
