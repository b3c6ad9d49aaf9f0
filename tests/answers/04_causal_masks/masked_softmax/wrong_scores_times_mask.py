# breaks: a hidden score becomes 0, and e^0 is 1
# mistake 14: multiplied by 0
def masked_softmax(scores, allowed):
    return (scores * allowed).softmax(-1)
