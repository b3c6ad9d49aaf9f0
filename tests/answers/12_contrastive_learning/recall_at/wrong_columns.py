# breaks: along the columns
# mistake 47: wrong axis
def recall_at(scores, k):
    above = (scores > scores.diag()).sum(0)
    return (above < k).float().mean().item()
