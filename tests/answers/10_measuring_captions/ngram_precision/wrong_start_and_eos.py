# breaks: <start> and <eos> counted
def ngram_precision(candidate, references, n):
    def grams(words):
        if len(words) < n:
            return Counter()
        words = ["<start>", *words, "<eos>"]
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
