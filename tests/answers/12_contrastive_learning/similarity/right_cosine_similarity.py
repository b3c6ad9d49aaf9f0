# right: cosine similarity
def similarity(images, texts, scale):
    return F.cosine_similarity(images[:, None], texts[None], dim=-1) * scale
