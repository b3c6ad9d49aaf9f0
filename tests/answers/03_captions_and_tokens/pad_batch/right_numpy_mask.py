# different: a numpy mask places all ids at once
def pad_batch(sequences, pad_id):
    lengths = np.array([len(ids) for ids in sequences])
    batch = np.full((len(lengths), lengths.max()), pad_id, dtype=np.int64)
    batch[np.arange(lengths.max()) < lengths[:, None]] = np.concatenate(sequences)
    return torch.from_numpy(batch)
