# breaks: clipped at 1 whatever the references have
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= Counter(set(grams(reference)))
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
