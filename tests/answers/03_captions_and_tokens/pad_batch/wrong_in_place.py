# breaks: the caller's lists are lengthened
# mistake 20: changed
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    for ids in sequences:
        while len(ids) < longest:
            ids.append(pad_id)
    return torch.tensor(sequences)
