"""Inside the box: system calls that a student's process does not need.

With them it could hold memory that no limit counts (memory files, System V segments,
shared mappings without a file), be root in a namespace of its own, reach other machines
through sockets that no namespace holds, or leave something in a keyring for the next
check. They are refused by a seccomp filter, for good: see seccomp(2). An answer of a
lesson has no use for any of them.

Some calls succeed without an effect, since libraries make them out of habit: locks and
times of files, which would reach files that all checks share, and what is to be done
when a child ends, by which a process could have its children's computing forgotten.
"""

import ctypes
import platform
from typing import Any

NEW_NAMESPACE = 0x7E020000  # any of clone(2)'s flags for it
SHARED_WITHOUT_FILE = 0x21  # MAP_SHARED and MAP_ANONYMOUS, of mmap(2)
NUMBERS: dict[str, dict[str, Any]] = {
    "x86_64": {
        "architecture": 0xC000003E, "clone": 56, "mmap": 9,
        "sigaction": 13, "fcntl": 72, "sockets": [41, 53],  # socket, socketpair
        "idle": [73, 132, 235, 261, 280],  # flock, utime, utimes, futimesat, utimensat
        "refused": [
            29, 68, 64, 240,  # shmget, msgget, semget, mq_open
            319, 447, 323, 425,  # memfd_create, memfd_secret, userfaultfd, io_uring
            272, 308, 165, 166, 155,  # unshare, setns, mount, umount2, pivot_root
            428, 429, 430, 432, 442,  # open_tree, move_mount, fsopen, fsmount, ...
            248, 249, 250,  # add_key, request_key, keyctl
            101, 310, 311, 298, 321,  # ptrace, process_vm_*, perf_event_open, bpf
        ],
    },
    "aarch64": {
        "architecture": 0xC00000B7, "clone": 220, "mmap": 222,
        "sigaction": 134, "fcntl": 25, "sockets": [198, 199], "idle": [32, 88],
        "refused": [
            194, 186, 190, 180, 279, 447, 282, 425, 97, 268, 40, 39, 41, 428, 429,
            430, 432, 442, 217, 218, 219, 117, 270, 271, 241, 280,
        ],
    },
}  # fmt: skip
CLONE3 = 435  # its flags can't be seen; the C library falls back on clone
OTHER_TABLE = 0x40000000  # from here on x86_64 has its calls a second time
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOWED, REFUSED, UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM, ENOSYS
IDLE, NO_FAMILY = 0x00050000, 0x00050061  # success without an effect, EAFNOSUPPORT
FAMILIES = (1, 2, 10)  # of sockets that a namespace holds: AF_UNIX, AF_INET, AF_INET6
LOCKS = (6, 7, 37, 38, 1024)  # of fcntl(2): F_SETLK, F_SETLKW, both of OFD, F_SETLEASE
CHILD_ENDED = 17  # SIGCHLD
NUMBER, ARCHITECTURE, FIRST, SECOND, FOURTH = (
    0,
    4,
    16,
    24,
    40,
)  # places in struct seccomp_data
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2  # of prctl(2)


class Line(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("then", ctypes.c_uint8),
        ("otherwise", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    ]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("lines", ctypes.POINTER(Line))]


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter: (code, lines to skip if so, if not, value) a line."""
    known = NUMBERS[machine]
    stop = (RETURN, 0, 0, REFUSED)
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, known["architecture"]), stop]
    lines += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, OTHER_TABLE), stop]
    for number in known["refused"]:
        lines += [(EQUAL, 0, 1, number), stop]
    for number in known["idle"]:
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, IDLE)]
    lines += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, UNKNOWN)]
    for number in known["sockets"]:
        lines += unless(number, FIRST, FAMILIES, NO_FAMILY)
    lines += when(known["fcntl"], SECOND, LOCKS, IDLE)
    lines += when(known["sigaction"], FIRST, (CHILD_ENDED,), IDLE)
    lines += [(EQUAL, 0, 4, known["clone"]), (LOAD, 0, 0, FIRST)]
    lines += [(ANY_BIT, 0, 1, NEW_NAMESPACE), stop, (RETURN, 0, 0, ALLOWED)]
    lines += [(EQUAL, 0, 4, known["mmap"]), (LOAD, 0, 0, FOURTH)]
    lines += [(AND, 0, 0, SHARED_WITHOUT_FILE), (EQUAL, 0, 1, SHARED_WITHOUT_FILE)]
    return [*lines, stop, (RETURN, 0, 0, ALLOWED)]


def when(
    number: int, argument: int, values: tuple[int, ...], what: int
) -> list[tuple[int, int, int, int]]:
    """Lines for one call: `what` if an argument is one of the values, else allowed."""
    some = [line for v in values for line in ((EQUAL, 0, 1, v), (RETURN, 0, 0, what))]
    lines = [(LOAD, 0, 0, argument), *some, (RETURN, 0, 0, ALLOWED)]
    return [(EQUAL, 0, len(lines), number), *lines]


def unless(
    number: int, argument: int, values: tuple[int, ...], what: int
) -> list[tuple[int, int, int, int]]:
    """Lines for one call: allowed if an argument is one of the values, else `what`."""
    *lines, _ = when(number, argument, values, ALLOWED)
    return [*lines, (RETURN, 0, 0, what)]


def refuse(libc: ctypes.CDLL) -> None:
    """Give up the calls above; on other kinds of machine there is no such filter."""
    if platform.machine() not in NUMBERS:
        return
    lines = program(platform.machine())
    array = (Line * len(lines))(*[Line(*line) for line in lines])
    filters = Program(len(lines), array)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(filters), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")
