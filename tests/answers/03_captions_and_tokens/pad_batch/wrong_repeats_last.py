# breaks: fills up with the last id of the row
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([ids + ids[-1:] * (longest - len(ids)) for ids in sequences])
