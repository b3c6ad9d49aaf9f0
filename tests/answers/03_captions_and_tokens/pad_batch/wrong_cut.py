# breaks: cuts to the shortest
# mistake 28: longest
def pad_batch(sequences: list[list[int]], pad_id: int) -> Tensor:
    """(B, T) long: each sequence from the left, then pad_id; T is the longest length.

    The lists themselves stay as they are.
    """
    longest = min(len(ids) for ids in sequences)
    return torch.tensor([ids[:longest] for ids in sequences])
