# breaks: empties the caller's list
# mistake 20: changed
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    candidate.clear()
    return (written & allowed).total() / written.total() if written else 0.0
