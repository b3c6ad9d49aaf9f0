# attack: 500 MB of output, on one line
# exercise: 04 causal_mask
def causal_mask(length):
    import sys

    for _ in range(500):
        sys.stdout.write("x" * 10**6)
        sys.stderr.write("x" * 10**6)
    sys.stdout.flush()
    return torch.ones(length, length, dtype=torch.bool)
