# breaks: a tensor
# mistake 44: .item()
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k).float().mean()
