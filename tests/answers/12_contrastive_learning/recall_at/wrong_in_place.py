# breaks: the own score becomes -inf
# mistake 20: in place
def recall_at(scores, k):
    own = scores.diag().clone()
    scores.fill_diagonal_(-float("inf"))
    return ((scores > own[:, None]).sum(1) < k).float().mean().item()
