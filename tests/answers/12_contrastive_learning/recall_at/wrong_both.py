# breaks: mean of both directions
def recall_at(scores, k):
    own = scores.diag()
    a, b = (scores > own[:, None]).sum(1) < k, (scores > own).sum(0) < k
    return (a.float().mean() + b.float().mean()).item() / 2
