# breaks: images keep their length
# mistake 51: not the images
def similarity(images, texts, scale):
    return scale * images @ F.normalize(texts, dim=-1).T
