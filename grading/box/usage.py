"""Inside the box: what the processes of a check use, memory and computing time.

The files of /proc are read as bytes and taken apart by rules that no process can bend:
a process may give itself any name, and the name stands in these files.
"""

import contextlib
import os
from pathlib import Path

MEGABYTE = 2**20


def family() -> list[int]:
    """All processes but this one, its parent and the first: those of one check.

    Only from a keeper's process namespace these are the check's alone.
    """
    others = {1, os.getpid(), os.getppid()}
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) not in others]


def children(parent: int) -> list[int]:
    """The processes whose parent this is."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        words = after_name(int(pid))
        if len(words) > 1 and int(words[1]) == parent:
            found.append(int(pid))
    return found


def too_much(pids: list[int], most: int) -> bool:
    """Whether processes hold more than `most` bytes together (mapped files left out).

    A quick look first, which counts what they share once for each; then an exact one.
    """
    if sum(held(pid, "status", (b"RssAnon", b"RssShmem")) for pid in pids) <= most:
        return False
    exact = (b"Pss_Anon", b"Pss_Shmem")
    return sum(held(pid, "smaps_rollup", exact) for pid in pids) > most


def held(pid: int, file: str, names: tuple[bytes, ...]) -> int:
    """Bytes that a file of /proc/PID tells under these names; 0 if it has ended."""
    total = 0
    for line in read(pid, file).split(b"\n"):
        name, _, told = line.partition(b":")
        if name in names:
            total += 1024 * int(told.split()[0])
    return total


def computing(pids: list[int]) -> float:
    """Seconds of computing of processes, and of those that they have waited for."""
    ticks = sum(sum(map(int, after_name(pid)[11:15])) for pid in pids)
    return ticks / os.sysconf("SC_CLK_TCK")


def after_name(pid: int) -> list[bytes]:
    """The words of /proc/PID/stat behind the name, which ends at the last bracket."""
    return read(pid, "stat").rpartition(b")")[2].split()


def read(pid: int, file: str) -> bytes:
    """A file of /proc/PID, b"" if the process has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/{file}").read_bytes()
    return b""
