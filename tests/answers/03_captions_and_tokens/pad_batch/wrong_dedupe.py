# breaks: equal rows once
def pad_batch(sequences, pad_id):
    longest = max(map(len, sequences))
    sequences = list({tuple(s): s for s in sequences}.values())
    out = torch.full((len(sequences), longest), pad_id)
    for row, ids in zip(out, sequences):
        row[: len(ids)] = torch.tensor(ids)
    return out
