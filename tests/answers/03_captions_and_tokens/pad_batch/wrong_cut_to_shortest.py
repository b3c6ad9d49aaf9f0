# breaks: rows are cut to the shortest
def pad_batch(sequences, pad_id):
    shortest = min(len(ids) for ids in sequences)
    return torch.tensor([ids[:shortest] for ids in sequences])
