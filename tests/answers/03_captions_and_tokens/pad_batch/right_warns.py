# different: copies tensors with torch.tensor, which warns on stderr
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    table = torch.full((len(sequences), longest), pad_id)
    for row, ids in zip(table, sequences, strict=True):
        row[: len(ids)] = torch.tensor(torch.tensor(ids))
    return table
