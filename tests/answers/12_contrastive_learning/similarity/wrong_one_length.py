# breaks: by the length of all together
# mistake 23: one length
def similarity(images, texts, scale):
    return scale * (images / images.norm()) @ (texts / texts.norm()).T
