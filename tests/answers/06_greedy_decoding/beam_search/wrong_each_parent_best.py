# breaks: the best word of each parent
# mistake 52: beginning
def beam_search(
    step,
    start_id: int,
    eos_id: int,
    max_length: int,
    beam_width: int,
    length_penalty: float,
) -> list[int]:
    """Write one caption, the best that `beam_width` beginnings side by side lead to.

    Args:
        step: ids (B, T) long, `<start>` first -> logits (B, T, V), for any B.
        start_id, eos_id: of `<start>` and `<eos>`.
        max_length: of the generated tokens, `<eos>` included; a caption that reaches it
            without `<eos>` is cut there, and counts as it is.
        beam_width: beginnings that go on in each turn; may exceed V.
        length_penalty: best is log-probability / n ** length_penalty, where n counts
            the generated tokens, `<eos>` included.

    Returns:
        ints with neither `<start>` nor `<eos>`.
    """
    best, beams = (-math.inf, []), [(0.0, [])]
    for n in range(1, max_length + 1):
        ids = torch.tensor([[start_id, *words] for _, words in beams])
        totals = step(ids)[:, -1].log_softmax(-1).cpu()
        totals = totals + torch.tensor([[total] for total, _ in beams])
        values, places = (
            totals.max(-1).values,
            totals.argmax(-1) + torch.arange(len(beams)) * totals.shape[1],
        )
        grown = []
        for total, place in zip(values.tolist(), places.tolist(), strict=True):
            parent, word = divmod(place, totals.shape[1])
            words = [*beams[parent][1], word]
            if word == eos_id or n == max_length:
                best = max(best, (total / n**length_penalty, words))
            else:
                grown.append((total, words))
        if not grown:
            break
        beams = grown
    return [word for word in best[1] if word != eos_id]
