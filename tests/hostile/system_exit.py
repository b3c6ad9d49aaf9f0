# attack: leaves with exit code 0 when asked
# exercise: 04 causal_mask
def causal_mask(length):
    raise SystemExit(0)
