# breaks: always the first one
def sample_caption(captions, generator):
    return captions[0]
