# breaks: those not found
# mistake 49: turned round
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above >= k).float().mean().item()
