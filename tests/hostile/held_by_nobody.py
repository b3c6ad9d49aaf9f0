# attack: shared memory that a child has filled; the parent's size does not show it
# exercise: 04 causal_mask
def causal_mask(length):
    import mmap
    import os

    shared = []
    for _ in range(20):
        shared.append(mmap.mmap(-1, 100 * 2**20))
        if os.fork() == 0:
            for place in range(0, 100 * 2**20, 4096):
                shared[-1][place] = 1
            os._exit(0)
        os.wait()
    return torch.ones(length, length, dtype=torch.bool).tril()
