# right: flat rows, chosen first
def token_accuracy(logits, ids, pad_id):
    rows = logits[:, :-1].reshape(-1, logits.shape[-1])
    targets = ids[:, 1:].reshape(-1)
    keep = targets != pad_id
    return torch.mean((rows[keep].argmax(1) == targets[keep]).double()).item()
