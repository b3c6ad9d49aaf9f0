# attack: raises what ends generators quietly
# exercise: 04 causal_mask
def causal_mask(length):
    raise GeneratorExit
