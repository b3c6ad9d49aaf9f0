# breaks: mean of sentence scores
# mistake 41: mean of the two sentence scores
def corpus_bleu(candidates, references, max_n):
    scores = []
    for words, refs in zip(candidates, references):
        shares = [ngram_precision(words, refs, n) for n in range(1, max_n + 1)]
        penalty = brevity_penalty(words, refs) if words else 0
        scores.append(penalty * math.prod(shares) ** (1 / max_n))
    return sum(scores) / len(scores)
