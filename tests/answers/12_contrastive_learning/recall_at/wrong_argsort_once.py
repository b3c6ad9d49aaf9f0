# breaks: one argsort for two
def recall_at(scores, k):
    places = scores.argsort(1, descending=True).diag()
    return places.lt(k).float().mean().item()
