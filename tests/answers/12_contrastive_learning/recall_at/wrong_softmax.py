# breaks: shares that vanish
def recall_at(scores, k):
    p = scores.softmax(1)
    return ((p > p.diag()[:, None]).sum(1) < k).float().mean().item()
