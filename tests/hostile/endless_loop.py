# attack: a loop that swallows every interrupt
# exercise: 04 causal_mask
def causal_mask(length):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
