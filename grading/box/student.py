"""Inside the box: the student's process, and what it does for the judge.

It has its own process ids, an empty folder of bounded size, a user of its own and
limits; it knows nothing but its end of the wire.
"""

import ast
import contextlib
import ctypes
import importlib
import linecache
import os
import resource
import socket
import sys
from collections import ChainMap
from pathlib import Path
from types import ModuleType

from ..remote.calls import Endpoint
from ..remote.frames import receive
from ..remote.global_state import ANSWER
from ..remote.messages import WireError
from .imitations import Missing, Shell
from .libc import LIBC, call
from .syscalls import refuse
from .usage import MEGABYTE, held

INODES = 10_000  # files of a check: each takes memory of the kernel, empty or not
NEW_MOUNTS, NEW_IPC, NEW_NETWORK = 0x20000, 0x08000000, 0x40000000  # of unshare(2)
READ_ONLY, NO_SUID, NO_DEVICES, BIND = 0x1, 0x2, 0x4, 0x1000  # of mount(2)
DROP_BOUND = 24  # of prctl(2)


def enter(wire: int, limits: dict, boxed: bool) -> None:
    """Become the student's process: own folder, own user, limits, nothing open."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(3, wire)
    os.closerange(wire + 1, 1024)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    folder = limits["folder"]
    if boxed:
        call("unshare", NEW_MOUNTS | NEW_IPC | NEW_NETWORK)
        size = f"size={limits['disk']}m,nr_inodes={INODES},mode=1777".encode()
        place = folder.encode()
        call("mount", b"tmpfs", place, b"tmpfs", NO_SUID | NO_DEVICES, size)
        call("mount", b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES, None)
        call("mount", b"/dev/null", b"/dev/zero", None, BIND, None)  # can be mapped
        # no terminals: the kernel has 4096 for all
        call("mount", b"tmpfs", b"/dev/pts", b"tmpfs", READ_ONLY, b"size=4k")
    for name, most in {
        "RLIMIT_CPU": limits["seconds"],
        "RLIMIT_DATA": limits["memory"] * MEGABYTE + asked_for("VmData"),
        "RLIMIT_AS": 4 * limits["memory"] * MEGABYTE + asked_for("VmSize"),
        "RLIMIT_FSIZE": limits["disk"] * MEGABYTE,
        "RLIMIT_NOFILE": 128,
        "RLIMIT_CORE": 0,
    }.items():
        resource.setrlimit(getattr(resource, name), (most, most))
    if boxed:
        processes = limits["processes"]
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
        drop_privileges(limits["user"])
        refuse(LIBC)
    os.chdir(folder)


def asked_for(kind: str) -> int:
    """Bytes of memory that this process has already: VmData private, VmSize all."""
    return held(os.getpid(), "status", (kind.encode(),))


def drop_privileges(user: int) -> None:
    """Keep no capability, and be nobody else's user, for good."""
    for capability in range(64):
        LIBC.prctl(DROP_BOUND, capability, 0, 0, 0)
    if Path("/proc/self/uid_map").read_text().split()[-1] == str(2**32 - 1):
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)  # also ends all capabilities
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())


def serve(wire: int) -> None:
    """Do what the judge asks for: put modules, run cells, call what they define."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    namespace = vars(main)
    shell = Shell(namespace)
    namespace |= {"display": lambda *_, **__: None, "get_ipython": lambda: shell}
    ours = {
        "<modules>": put_modules,
        "<imports>": lambda source: run_imports(source, namespace),
        "<cell>": lambda name, source: run_cell(name, source, namespace),
    }
    connection = socket.socket(fileno=wire)
    endpoint = Endpoint(
        connection, names=ChainMap(ours, namespace), objects=True, layout=True
    )
    with contextlib.suppress(WireError):
        while True:
            endpoint.serve(*receive(connection))


def put_modules(archive: bytes) -> None:
    """Lay down the modules that answers may import: a zip (importable.py)."""
    path = Path("modules.zip").absolute()
    path.write_bytes(archive)
    sys.path[:0] = [str(path), ""]  # then what an answer has written itself
    importlib.invalidate_caches()


def run_cell(name: str, source: str, namespace: dict) -> None:
    """Run one cell; an exception is the judge's to note."""
    file = f"{ANSWER}{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), namespace)


def run_imports(source: str, namespace: dict) -> None:
    """Run the lesson's imports, one by one; what may not be had is bound to a note."""
    for node in ast.parse(source).body:
        try:
            exec(compile(ast.Module([node], []), "<imports>", "exec"), namespace)
        except ImportError as error:
            for alias in getattr(node, "names", []):
                namespace[alias.asname or alias.name] = Missing(str(error))
