# breaks: no minus
# mistake 51: minus
def caption_loss(logits: Tensor, ids: Tensor, pad_id: int) -> Tensor:
    """Mean cost of the next word over the batch's real targets: (B, T, V) -> scalar.

    Position t of `logits` predicts token t + 1 of `ids` (B, T). The cost of a word
    is its negative log-probability (natural log).
    """
    return -F.cross_entropy(
        logits[:, :-1].transpose(1, 2), ids[:, 1:], ignore_index=pad_id
    )
