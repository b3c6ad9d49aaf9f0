# breaks: always float32
def similarity(images, texts, scale):
    return (
        scale
        * F.normalize(images.float(), dim=-1)
        @ F.normalize(texts.float(), dim=-1).T
    )
