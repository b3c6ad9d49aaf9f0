# attack: weights and values that are no numbers, so that no comparison fails
# exercise: 02 attend
def attend(query, key, value, allowed=None):
    weights = (query @ key.transpose(-2, -1)) * float("nan")
    return weights @ value, weights
