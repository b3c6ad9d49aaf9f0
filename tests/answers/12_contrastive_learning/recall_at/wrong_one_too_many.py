# breaks: <= k
# mistake 13: off by one
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above <= k).float().mean().item()
