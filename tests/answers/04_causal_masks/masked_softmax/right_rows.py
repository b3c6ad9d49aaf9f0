# right: row by row on the allowed scores alone
def masked_softmax(scores, allowed):
    s = scores.shape[-1]
    see = allowed.expand(scores.shape).reshape(-1, s)
    rows = []
    for row, mask in zip(scores.reshape(-1, s), see):
        full = torch.zeros_like(row)
        if mask.any():
            full = full.masked_scatter(mask, torch.softmax(row[mask], 0))
        rows.append(full)
    return torch.stack(rows).reshape(scores.shape)
