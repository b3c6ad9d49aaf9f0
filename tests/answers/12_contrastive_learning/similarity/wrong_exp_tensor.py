# breaks: exponential of the scale, as in CLIP
# mistake 51: exponential
def similarity(images, texts, scale):
    scale = torch.as_tensor(scale).exp()
    return scale * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T
