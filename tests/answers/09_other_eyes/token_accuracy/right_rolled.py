# right: labels are rolled, the last position left out
def token_accuracy(logits, ids, pad_id):
    labels = torch.roll(ids, -1, dims=1)
    real = labels != pad_id
    real[:, -1] = False
    hits = (logits.topk(1, dim=-1).indices.squeeze(-1) == labels) & real
    return hits.sum().item() / real.sum().item()
