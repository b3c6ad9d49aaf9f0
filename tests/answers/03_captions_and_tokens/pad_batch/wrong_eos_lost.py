# breaks: the longest row loses its last id
# mistake 27: longest
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences) - 1
    return torch.tensor([(ids + [pad_id] * longest)[:longest] for ids in sequences])
