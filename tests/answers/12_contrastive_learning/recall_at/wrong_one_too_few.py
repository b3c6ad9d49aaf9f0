# breaks: < k - 1
# mistake 13: off by one
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k - 1).float().mean().item()
