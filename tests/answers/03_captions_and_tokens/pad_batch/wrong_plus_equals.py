# breaks: the caller's lists are lengthened by +=
# mistake 20: changed
def pad_batch(sequences, pad_id):
    longest = max(len(ids) for ids in sequences)
    rows = []
    for ids in sequences:
        ids += [pad_id] * (longest - len(ids))
        rows.append(ids)
    return torch.tensor(rows)
