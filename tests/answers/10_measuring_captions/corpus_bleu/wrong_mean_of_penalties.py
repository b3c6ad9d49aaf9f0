# breaks: mean of the pictures' penalties
# mistake 41: mean of two penalties
def corpus_bleu(candidates, references, max_n):
    def grams(words, n):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    def nearest(words, refs):
        lengths = [len(x) for x in refs]
        return min(lengths, key=lambda x: (abs(x - len(words)), x))

    logs = 0.0
    for n in range(1, max_n + 1):
        matched, total = 0, 0
        for words, refs in zip(candidates, references):
            allowed = Counter()
            for ref in refs:
                allowed |= grams(ref, n)
            matched += (grams(words, n) & allowed).total()
            total += grams(words, n).total()
        if matched == 0:
            return 0.0
        logs += math.log(matched / total) / max_n
    c = sum(len(words) for words in candidates)
    r = sum(nearest(words, refs) for words, refs in zip(candidates, references))
    penalties = [
        brevity_penalty(x, y) if x else 0 for x, y in zip(candidates, references)
    ]
    return sum(penalties) / len(penalties) * math.exp(logs)
