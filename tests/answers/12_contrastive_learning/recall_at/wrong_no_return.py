# breaks: nothing comes back
# mistake 43: return
def recall_at(scores, k):
    above = (scores > scores.diag()[:, None]).sum(1)
    share = (above < k).float().mean().item()
