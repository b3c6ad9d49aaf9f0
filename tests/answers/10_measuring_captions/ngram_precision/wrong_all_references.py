# breaks: an n-gram must be in all references
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = grams(references[0])
    for reference in references:
        allowed &= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
