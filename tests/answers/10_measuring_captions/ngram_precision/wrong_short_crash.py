# breaks: divides by 0
# mistake 41: shorter than n
def ngram_precision(candidate: list[str], references: list[list[str]], n: int) -> float:
    """Return the share of the candidate's n-grams that a reference has too, 0 to 1.

    Clipped: each n-gram counts at most as often as in the reference that has it most
    often. 0 for a candidate shorter than n.

    Source: Papineni et al. 2002, section 2.1 (aclanthology.org/P02-1040).
    """

    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    written, allowed = grams(candidate), Counter()
    for reference in references:
        allowed |= grams(reference)
    return (written & allowed).total() / written.total()
