# breaks: the own score as a row
def recall_at(scores, k):
    above = (scores > scores.diag()).sum(1)
    return (above < k).float().mean().item()
