# right: word by word
def token_log_probs(logits, ids):
    columns = []
    for t in range(1, ids.shape[1]):
        row = [logits[r, t - 1, i] for r, i in enumerate(ids[:, t].tolist())]
        columns.append(torch.stack(row) - torch.logsumexp(logits[:, t - 1], -1))
    return torch.stack(columns, 1)
