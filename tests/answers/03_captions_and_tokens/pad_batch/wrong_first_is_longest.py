# breaks: takes the first sequence for the longest
def pad_batch(sequences, pad_id):
    longest = len(sequences[0])
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
