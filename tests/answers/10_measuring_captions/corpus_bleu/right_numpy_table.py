# a table of counts (pictures, n), logs of numpy
def corpus_bleu(candidates, references, max_n):
    matched = np.zeros((len(candidates), max_n))
    total = np.zeros((len(candidates), max_n))
    lengths = np.zeros((len(candidates), 2))
    for i, (words, refs) in enumerate(zip(candidates, references)):
        lengths[i] = (
            len(words),
            min((abs(len(x) - len(words)), len(x)) for x in refs)[1],
        )
        for n in range(1, max_n + 1):
            mine = [" ".join(words[k : k + n]) for k in range(len(words) - n + 1)]
            total[i, n - 1] = len(mine)
            for gram in set(mine):
                most = 0
                for ref in refs:
                    grams = [" ".join(ref[k : k + n]) for k in range(len(ref) - n + 1)]
                    most = max(most, grams.count(gram))
                matched[i, n - 1] += min(mine.count(gram), most)
    matched, total = matched.sum(0), total.sum(0)
    if (matched == 0).any():
        return 0
    c, r = lengths.sum(0)
    return min(1, np.exp(1 - r / c)) * np.exp(np.log(matched / total).mean())
