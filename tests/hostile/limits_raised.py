# attack: raises its own limits, then asks for 30 GB
# exercise: 04 causal_mask
import contextlib
import resource

for name in [name for name in dir(resource) if name.startswith("RLIMIT_")]:
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)


def causal_mask(length):
    return bytearray(30 * 2**30)
