# breaks: rounded
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return round((above < k).float().mean().item(), 2)
