# breaks: the width never shrinks again
def pad_batch(sequences, pad_id):
    pad_batch.longest = max(pad_batch.longest, *(len(ids) for ids in sequences), 0)
    longest = pad_batch.longest
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])


pad_batch.longest = 0
