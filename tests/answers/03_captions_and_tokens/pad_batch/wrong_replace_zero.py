# breaks: real ids 0 become padding
def pad_batch(sequences, pad_id):
    longest = max(map(len, sequences))
    out = torch.zeros((len(sequences), longest), dtype=torch.long)
    for row, ids in zip(out, sequences):
        row[: len(ids)] = torch.tensor(ids)
    out[out == 0] = pad_id
    return out
