# breaks: shorter tails count as n-grams
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words)))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
