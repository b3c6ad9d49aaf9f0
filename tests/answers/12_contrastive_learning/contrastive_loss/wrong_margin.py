# breaks: a triplet margin
def contrastive_loss(scores):
    own = scores.diag()
    return (
        (scores - own[:, None] + 1).clamp(min=0) + (scores - own + 1).clamp(min=0)
    ).mean() / 2
