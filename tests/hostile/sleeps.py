# attack: sleeps, which costs no computing
# exercise: 04 causal_mask
def causal_mask(length):
    import time

    time.sleep(10_000)
