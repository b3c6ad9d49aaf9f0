# different: own loops, pairs in a dictionary, joined by index
def learn_merges(counts, merges):
    spelt = []
    for word, often in counts.items():
        letters = list(word)
        letters[-1] += "</w>"
        spelt.append((letters, often))
    found = []
    while len(found) < merges:
        seen = {}
        for letters, often in spelt:
            for i in range(len(letters) - 1):
                pair = letters[i], letters[i + 1]
                seen[pair] = seen.get(pair, 0) + often
        if len(seen) == 0:
            return found
        most = max(seen.values())
        best = sorted(p for p in seen if seen[p] == most)[0]
        found.append(best)
        for letters, _ in spelt:
            i = 0
            while i + 1 < len(letters):
                if (letters[i], letters[i + 1]) == best:
                    letters[i : i + 2] = [best[0] + best[1]]
                i += 1
    return found
