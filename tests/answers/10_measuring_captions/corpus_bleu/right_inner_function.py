# an inner function a length; math.prod
def corpus_bleu(candidates, references, max_n):
    def precision(n):
        matched = written = 0
        for candidate, sides in zip(candidates, references):
            count = len(candidate) - n + 1
            if count < 1:
                continue
            written += count
            matched += ngram_precision(candidate, sides, n) * count
        return matched / written if written else 0.0

    def wanted(candidate, sides):
        best = len(sides[0])
        for side in sides[1:]:
            near, now = abs(len(side) - len(candidate)), abs(best - len(candidate))
            if near < now or near == now and len(side) < best:
                best = len(side)
        return best

    c, r = sum(map(len, candidates)), sum(map(wanted, candidates, references))
    shares = [precision(n) for n in range(1, max_n + 1)]
    score = math.prod(shares) ** (1 / max_n)
    return score if c >= r else score * math.exp(1 - r / c)
