# breaks: the number of the scale
# mistake 46: .item()
def similarity(images, texts, scale):
    if isinstance(scale, Tensor):
        scale = scale.item()
    return scale * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T
