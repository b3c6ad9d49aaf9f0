# breaks: the smallest first
# mistake 47: below
def recall_at(scores, k):
    below = (scores < scores.diag()[:, None]).sum(1)
    return (below < k).float().mean().item()
