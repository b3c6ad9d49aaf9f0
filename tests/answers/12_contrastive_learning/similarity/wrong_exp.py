# breaks: exponential of the scale
# mistake 51: exponential
def similarity(images, texts, scale):
    return math.exp(scale) * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T
