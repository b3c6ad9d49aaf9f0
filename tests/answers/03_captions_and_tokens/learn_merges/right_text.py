# different: words as text, pieces between blanks, as in the paper's listing
def learn_merges(counts, merges):
    texts = {" ".join([*w[:-1], w[-1] + "</w>"]): n for w, n in counts.items()}
    learnt = []
    for _ in range(merges):
        pairs = {}
        for text, n in texts.items():
            pieces = text.split(" ")
            for pair in zip(pieces[:-1], pieces[1:], strict=True):
                pairs[pair] = pairs.get(pair, 0) + n
        if not pairs:
            break
        best = max(sorted(pairs), key=pairs.get)
        learnt.append(best)
        there = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        texts = {there.sub("".join(best), text): n for text, n in texts.items()}
    return learnt
