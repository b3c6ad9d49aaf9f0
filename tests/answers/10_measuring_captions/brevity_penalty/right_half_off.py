# a quarter of a word less far for the shorter side
def brevity_penalty(candidate, references):
    c = len(candidate)
    nearest = min([len(r) for r in references], key=lambda r: abs(r - c + 0.25))
    return 1.0 if c > nearest else float(np.exp(1 - nearest / c))
