# breaks: subtracting 1000 does not hide 800 from -800
def masked_softmax(scores, allowed):
    return (scores - 1000.0 * ~allowed).softmax(-1) * allowed
