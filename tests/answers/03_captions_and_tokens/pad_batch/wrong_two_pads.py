# breaks: padding after the first is 0
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    batch = torch.zeros(len(sequences), longest, dtype=torch.long)
    for row, ids in zip(batch, sequences):
        row[: len(ids) + 1] = torch.tensor(ids + [pad_id])[:longest]
    return batch
