# breaks: the corpus glued to one long sentence
def corpus_bleu(candidates, references, max_n):
    words = [word for candidate in candidates for word in candidate]
    count = min(len(refs) for refs in references)
    sides = [[w for refs in references for w in refs[k]] for k in range(count)]
    shares = [ngram_precision(words, sides, n) for n in range(1, max_n + 1)]
    return brevity_penalty(words, sides) * math.prod(shares) ** (1 / max_n)
