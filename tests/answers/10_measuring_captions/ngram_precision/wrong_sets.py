# breaks: each kind of n-gram counts once
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return len(written & allowed) / len(written) if written else 0.0
