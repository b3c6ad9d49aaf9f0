# breaks: n-grams of all pictures in one pot
def corpus_bleu(candidates, references, max_n):
    def grams(words, n):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    logs = 0.0
    for n in range(1, max_n + 1):
        written, allowed = Counter(), Counter()
        for words, refs in zip(candidates, references):
            written += grams(words, n)
            here = Counter()
            for ref in refs:
                here |= grams(ref, n)
            allowed += here
        matched = (written & allowed).total()
        if matched == 0:
            return 0.0
        logs += math.log(matched / written.total()) / max_n
    c = sum(map(len, candidates))
    r = sum(
        min((abs(len(x) - len(y)), len(x)) for x in refs)[1]
        for y, refs in zip(candidates, references)
    )
    return min(1.0, math.exp(1 - r / c)) * math.exp(logs)
