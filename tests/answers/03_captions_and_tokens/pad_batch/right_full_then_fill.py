# different: a full tensor of padding, each row written into it
def pad_batch(sequences, pad_id):
    batch = torch.full((len(sequences), max(map(len, sequences))), pad_id)
    for row, ids in zip(batch, sequences):
        row[: len(ids)] = torch.as_tensor(ids)
    return batch
