# attack: NaN, which no comparison finds too large
# exercise: 04 masked_softmax
def masked_softmax(scores, allowed):
    return scores * float("nan")
