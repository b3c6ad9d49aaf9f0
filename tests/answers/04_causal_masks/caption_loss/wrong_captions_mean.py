# breaks: mean of captions' means
# mistake 49: mean over
def caption_loss(logits: Tensor, ids: Tensor, pad_id: int) -> Tensor:
    """Mean cost of the next word over the batch's real targets: (B, T, V) -> scalar.

    Position t of `logits` predicts token t + 1 of `ids` (B, T). The cost of a word
    is its negative log-probability (natural log).
    """
    costs = F.cross_entropy(
        logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none"
    )
    real = (ids[:, 1:] != pad_id).float()
    return ((costs * real).sum(1) / real.sum(1)).mean()
