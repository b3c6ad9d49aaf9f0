# attack: kills itself
# exercise: 04 causal_mask
def causal_mask(length):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSEGV)
    import ctypes

    ctypes.string_at(0)
