# breaks: mean of the captions' scores
# mistake 41: sentence
def corpus_bleu(
    candidates: list[list[str]], references: list[list[list[str]]], max_n: int
) -> float:
    """Return BLEU-max_n, 0 to 1: brevity penalty * geometric mean of the precisions.

    Matches, n-grams and lengths are summed over the corpus before dividing.

    Args:
        candidates: one list of words a picture.
        references: for each picture, the list of its references.
        max_n: the longest n-grams that count, 4 for BLEU-4.

    Source: Papineni et al. 2002, section 2.3.
    """
    pairs = list(zip(candidates, references, strict=True))
    log_mean = 0.0
    for n in range(1, max_n + 1):
        matched, total = 0, 0
        for words, sides in pairs:
            count = max(len(words) - n + 1, 0)
            matched += count * ngram_precision(words, sides, n)
            total += count
        if matched == 0:
            return 0.0
        log_mean += math.log(matched / total) / max_n
    c, r = sum(map(len, candidates)), 0
    for words, sides in pairs:
        r += min((abs(len(side) - len(words)), len(side)) for side in sides)[1]
    return (
        sum(corpus_bleu([w], [s], max_n) for w, s in pairs) / len(pairs)
        if len(pairs) > 1
        else math.exp(min(0, 1 - r / c) + log_mean)
    )
