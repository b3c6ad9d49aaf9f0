# breaks: one minus the cosine
# mistake 51: distance
def similarity(images, texts, scale):
    return scale * (1 - F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T)
