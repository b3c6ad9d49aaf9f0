# attack: raises what ends loops quietly
# exercise: 04 causal_mask
def causal_mask(length):
    raise StopIteration
