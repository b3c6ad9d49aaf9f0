# breaks: an array
# mistake 44: array
def similarity(images, texts, scale):
    u, v = F.normalize(images, dim=-1), F.normalize(texts, dim=-1)
    return float(scale) * (u @ v.T).detach().numpy()
