# breaks: mean of booleans
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k).mean().item()
