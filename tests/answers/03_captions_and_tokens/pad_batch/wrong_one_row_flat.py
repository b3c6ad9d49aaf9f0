# breaks: a single sequence comes back without its batch axis
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    batch = torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
    return batch.squeeze(0)
