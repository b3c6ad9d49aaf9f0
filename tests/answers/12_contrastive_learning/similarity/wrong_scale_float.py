# breaks: float(scale)
# mistake 46: float()
def similarity(images, texts, scale):
    return float(scale) * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T
