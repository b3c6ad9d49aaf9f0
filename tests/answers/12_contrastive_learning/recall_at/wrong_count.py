# breaks: a count
# mistake 49: count
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return float((above < k).sum())
