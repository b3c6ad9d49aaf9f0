# breaks: divided in place
# mistake 20: in place
def similarity(images, texts, scale):
    images /= images.norm(dim=-1, keepdim=True)
    texts /= texts.norm(dim=-1, keepdim=True)
    return scale * images @ texts.T
