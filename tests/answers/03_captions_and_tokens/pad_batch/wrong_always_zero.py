# breaks: pads with 0 whatever the padding id is
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([ids + [0] * (longest - len(ids)) for ids in sequences])
