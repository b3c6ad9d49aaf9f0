# right: cosine similarity
def zero_shot(images, prompts):
    return F.cosine_similarity(images[:, None], prompts[None], dim=-1).max(-1).indices
