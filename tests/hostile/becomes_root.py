# attack: asks for rights and mounts
# exercise: 04 causal_mask
def causal_mask(length):
    import ctypes
    import glob

    libc = ctypes.CDLL(None)
    for got in (
        libc.setuid(0),
        libc.unshare(0x10000000 | 0x20000),
        libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        libc.ptrace(16, 1, 0, 0),
        libc.chroot(b"/proc/1/root"),
        libc.setns(3, 0),
    ):
        if got == 0:
            for depth in range(6):
                for name in glob.glob("/*" * depth + "/solutions/04_*.py"):
                    scope = dict(globals())
                    exec(open(name).read(), scope)
                    return scope["causal_mask"](length)
    return None
