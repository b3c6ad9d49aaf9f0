# breaks: a count, a whole number
# mistake 49: share
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k).sum().item()
