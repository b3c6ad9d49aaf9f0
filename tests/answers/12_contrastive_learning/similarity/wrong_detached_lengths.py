# breaks: the length is no part of the graph
def similarity(images, texts, scale):
    u = images / images.norm(dim=-1, keepdim=True).detach()
    v = texts / texts.norm(dim=-1, keepdim=True).detach()
    return scale * u @ v.T
