# breaks: returns lists, not a tensor
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    return list([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
