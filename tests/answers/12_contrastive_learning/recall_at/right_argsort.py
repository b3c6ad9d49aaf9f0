# right: argsort
def recall_at(scores, k):
    places = scores.argsort(1, descending=True).argsort(1).diag()
    return places.lt(k).double().mean().item()
