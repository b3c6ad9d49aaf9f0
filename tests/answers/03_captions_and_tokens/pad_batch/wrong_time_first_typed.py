# breaks: (T, B): pad_sequence's default
# mistake 19: batch
def pad_batch(sequences: list[list[int]], pad_id: int) -> Tensor:
    """(B, T) long: each sequence from the left, then pad_id; T is the longest length.

    The lists themselves stay as they are.
    """
    longest = max(len(ids) for ids in sequences)
    rows = [torch.tensor(ids) for ids in sequences]
    return nn.utils.rnn.pad_sequence(rows, padding_value=pad_id)
