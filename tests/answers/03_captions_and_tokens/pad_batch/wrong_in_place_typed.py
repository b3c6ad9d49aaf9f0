# breaks: appends to the caller's lists
# mistake 20: changed
def pad_batch(sequences: list[list[int]], pad_id: int) -> Tensor:
    """(B, T) long: each sequence from the left, then pad_id; T is the longest length.

    The lists themselves stay as they are.
    """
    longest = max(len(ids) for ids in sequences)
    for ids in sequences:
        while len(ids) < longest:
            ids.append(pad_id)
    return torch.tensor(sequences)
