# breaks: products
# mistake 51: length 1
def similarity(images, texts, scale):
    return scale * images @ texts.T
