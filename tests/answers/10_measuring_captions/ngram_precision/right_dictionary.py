# plain dictionaries, filled word by word
def ngram_precision(candidate: list, references: list, n: int) -> float:
    def table(words):
        found = {}
        for start in range(max(0, len(words) - n + 1)):
            gram = " ".join(words[start : start + n])
            found[gram] = found.get(gram, 0) + 1
        return found

    limit = {}
    for reference in references:
        for gram, count in table(reference).items():
            limit[gram] = max(count, limit.get(gram, 0))
    mine = table(candidate)
    if len(candidate) < n:
        return 0.0
    hits = sum(min(count, limit.get(gram, 0)) for gram, count in mine.items())
    return hits / sum(mine.values())
