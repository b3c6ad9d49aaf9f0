# breaks: precision
# mistake 49: divided by k
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k).float().mean().item() / k
