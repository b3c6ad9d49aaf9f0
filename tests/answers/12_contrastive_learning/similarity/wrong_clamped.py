# breaks: never below 0
def similarity(images, texts, scale):
    return scale * (F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T).clamp(
        min=0
    )
