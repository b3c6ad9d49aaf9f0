# breaks: scores are cut to +-50 against overflow
def masked_softmax(scores, allowed):
    kept = scores.clamp(-50, 50).masked_fill(~allowed, -1e9)
    return kept.softmax(-1) * allowed
