# breaks: printed
# mistake 43: return
def similarity(images, texts, scale):
    print(scale * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T)
