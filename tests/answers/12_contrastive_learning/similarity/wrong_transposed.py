# breaks: (C, B)
# mistake 11: transposed
def similarity(images, texts, scale):
    return scale * F.normalize(texts, dim=-1) @ F.normalize(images, dim=-1).T
