# breaks: mean over references
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    written = grams(candidate)
    if not written:
        return 0.0
    shares = [(written & grams(r)).total() / written.total() for r in references]
    return sum(shares) / len(shares)
