# breaks: words glued together: ab + a is a + ba
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter("".join(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
