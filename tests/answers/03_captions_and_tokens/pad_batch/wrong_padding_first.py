# breaks: padding stands before the words
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([[pad_id] * (longest - len(ids)) + ids for ids in sequences])
