# breaks: the share of right words
# mistake 46: graph
def caption_loss(logits: Tensor, ids: Tensor, pad_id: int) -> Tensor:
    """Mean cost of the next word over the batch's real targets: (B, T, V) -> scalar.

    Position t of `logits` predicts token t + 1 of `ids` (B, T). The cost of a word
    is its negative log-probability (natural log).
    """
    return (logits[:, :-1].argmax(-1) == ids[:, 1:]).float().mean()
