# breaks: large ids overflow on the way
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    batch = np.full((len(sequences), longest), pad_id).astype(np.int16)
    for row, ids in zip(batch, sequences):
        row[: len(ids)] = np.array(ids).astype(np.int16)
    return torch.from_numpy(batch).long()
