# breaks: the batch is of floating-point numbers
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    batch = torch.full((len(sequences), longest), float(pad_id))
    for row, ids in zip(batch, sequences):
        row[: len(ids)] = torch.tensor(ids)
    return batch
