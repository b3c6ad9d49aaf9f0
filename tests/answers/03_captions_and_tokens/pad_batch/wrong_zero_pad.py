# breaks: fills with 0
# mistake 28: pad_id
def pad_batch(sequences: list[list[int]], pad_id: int) -> Tensor:
    """(B, T) long: each sequence from the left, then pad_id; T is the longest length.

    The lists themselves stay as they are.
    """
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([ids + [0] * (longest - len(ids)) for ids in sequences])
