# breaks: by the square of the length
# mistake 51: square
def similarity(images, texts, scale):
    u = images / images.square().sum(-1, keepdim=True)
    v = texts / texts.square().sum(-1, keepdim=True)
    return scale * u @ v.T
