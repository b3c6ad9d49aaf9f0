# breaks: numpy's global generator decides
def sample_caption(captions, generator):
    return str(np.random.choice(captions))
