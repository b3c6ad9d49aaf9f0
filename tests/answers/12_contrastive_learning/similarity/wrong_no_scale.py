# breaks: without the scale
# mistake 51: scale is missing
def similarity(images, texts, scale):
    return F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T
