# breaks: whole division
# mistake 49: //
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k).sum().item() // len(scores)
