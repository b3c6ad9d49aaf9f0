# attack: pretends that somebody pressed a key
# exercise: 04 causal_mask
def causal_mask(length):
    raise KeyboardInterrupt
