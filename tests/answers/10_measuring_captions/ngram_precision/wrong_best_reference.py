# breaks: the best single reference
# mistake 41: one reference
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    written = grams(candidate)
    if not written:
        return 0.0
    return max((written & grams(r)).total() for r in references) / written.total()
