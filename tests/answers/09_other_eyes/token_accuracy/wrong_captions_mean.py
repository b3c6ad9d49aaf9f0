# breaks: mean of captions
# mistake 49: captions' means
def token_accuracy(logits: Tensor, ids: Tensor, pad_id: int) -> float:
    """Share of real next words that have the largest logit, 0 to 1.

    logits (B, T, V); position t predicts token t + 1 of ids (B, T). Every target that
    is not `pad_id` counts, `<eos>` too.
    """
    t = ids[:, 1:]
    real = t != pad_id
    hits = (logits[:, :-1].argmax(-1) == t) & real
    return (hits.sum(1) / real.sum(1)).mean().item()
