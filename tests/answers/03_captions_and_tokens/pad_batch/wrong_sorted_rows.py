# breaks: the rows come back sorted by length
def pad_batch(sequences, pad_id):
    sequences = sorted(sequences, key=len, reverse=True)
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
