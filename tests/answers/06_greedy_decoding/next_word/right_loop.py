# right: walks over rows and words in plain Python
def next_word(logits):
    best = []
    for rows in logits.tolist():
        last = rows[-1]
        best.append(max(range(len(last)), key=lambda i: last[i]))
    return torch.tensor(best, dtype=torch.long)
