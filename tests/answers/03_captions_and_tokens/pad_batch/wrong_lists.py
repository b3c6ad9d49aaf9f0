# breaks: returns lists
# mistake 44: torch.tensor
def pad_batch(sequences: list[list[int]], pad_id: int) -> Tensor:
    """(B, T) long: each sequence from the left, then pad_id; T is the longest length.

    The lists themselves stay as they are.
    """
    longest = max(len(ids) for ids in sequences)
    return [ids + [pad_id] * (longest - len(ids)) for ids in sequences]
