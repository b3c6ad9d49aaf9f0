# lists and count, no Counter
def ngram_precision(candidate, references, n):
    def grams(words):
        return [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]

    mine = grams(candidate)
    if not mine:
        return 0
    matched = 0
    for gram in set(mine):
        matched += min(mine.count(gram), max(grams(r).count(gram) for r in references))
    return matched / len(mine)
