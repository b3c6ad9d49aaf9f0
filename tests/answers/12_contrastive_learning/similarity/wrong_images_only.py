# breaks: texts keep their length
# mistake 51: not the texts
def similarity(images, texts, scale):
    return scale * F.normalize(images, dim=-1) @ texts.T
