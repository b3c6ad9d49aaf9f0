# breaks: row by row
# mistake 51: (B, C)
def similarity(images, texts, scale):
    n = min(len(images), len(texts))
    return scale * F.cosine_similarity(images[:n], texts[:n])
