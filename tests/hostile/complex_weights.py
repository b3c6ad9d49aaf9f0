# attack: weights that are complex numbers, so that half of them is not seen
# exercise: 02 attend
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1)
    weights = scores.softmax(-1) + 0j
    return (weights @ (value + 0j)), weights
