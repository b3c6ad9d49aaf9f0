# breaks: searches text, so that overlapping n-grams are missed
def ngram_precision(candidate, references, n):
    if len(candidate) < n:
        return 0.0
    grams = {" ".join(candidate[k : k + n]) for k in range(len(candidate) - n + 1)}
    matched = 0
    for gram in grams:
        most = max(" ".join(r).count(gram) for r in references)
        matched += min(" ".join(candidate).count(gram), most)
    return matched / (len(candidate) - n + 1)
