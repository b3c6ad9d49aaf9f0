# breaks: returns nothing
# mistake 43: return
def token_accuracy(logits: Tensor, ids: Tensor, pad_id: int) -> float:
    """Share of real next words that have the largest logit, 0 to 1.

    logits (B, T, V); position t predicts token t + 1 of ids (B, T). Every target that
    is not `pad_id` counts, `<eos>` too.
    """
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    print(hits[targets != pad_id].float().mean().item())
