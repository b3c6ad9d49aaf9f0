# breaks: per cent
# mistake 49: percent
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return 100 * (above < k).float().mean().item()
