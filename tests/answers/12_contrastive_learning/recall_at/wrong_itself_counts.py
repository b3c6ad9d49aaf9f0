# breaks: its own counts as above
# mistake 13: off by one
def recall_at(scores, k):
    above = (scores >= scores.diag()[:, None]).sum(1)
    return (above < k).float().mean().item()
