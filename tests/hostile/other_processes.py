# attack: reads other processes' memory, files and environment
# exercise: 04 causal_mask
def causal_mask(length):
    import os

    found = []
    for pid in os.listdir("/proc"):
        if pid.isdigit() and int(pid) != os.getpid():
            found.append(open(f"/proc/{pid}/environ", "rb").read())
    assert not found and not os.environ.get("SSH_AUTH_SOCK")
    return found
