# breaks: minus the distance
def similarity(images, texts, scale):
    return -scale * torch.cdist(F.normalize(images, dim=-1), F.normalize(texts, dim=-1))
