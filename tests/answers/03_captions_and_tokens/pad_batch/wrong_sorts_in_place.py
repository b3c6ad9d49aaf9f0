# breaks: the caller's list of captions is sorted
# mistake 20: changed
def pad_batch(sequences, pad_id):
    sequences.sort(key=len, reverse=True)
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
