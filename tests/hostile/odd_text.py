# attack: messages with surrogates, NUL and terminal codes
# exercise: 04 causal_mask
def causal_mask(length):
    raise ValueError("\ud800 \x00 \x1b[2J \u202e")
