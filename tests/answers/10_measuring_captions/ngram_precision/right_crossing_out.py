# crosses out what is used up, in the best reference
def ngram_precision(candidate, references, n):
    total = len(candidate) - n + 1
    if total <= 0:
        return 0.0
    used = Counter()
    matched = 0
    for k in range(total):
        gram = tuple(candidate[k : k + n])
        used[gram] += 1
        for reference in references:
            places = range(len(reference) - n + 1)
            has = sum(tuple(reference[p : p + n]) == gram for p in places)
            if has >= used[gram]:
                matched += 1
                break
    return matched / total
