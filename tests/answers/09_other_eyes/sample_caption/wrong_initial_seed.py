# breaks: the seed never changes, so neither does the choice
def sample_caption(captions, generator):
    return random.Random(generator.initial_seed()).choice(captions)
