# breaks: one column of padding too many
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences) + 1
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
