"""The filter of system calls, on paper for both machines and in a fork for this one."""

import ctypes
import errno
import mmap
import os
import platform
import traceback

import pytest

from grading.box.syscalls import CLONE3, NUMBERS, OTHER_TABLE, program, refuse

ALLOWED, EPERM, ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
HARMLESS = {"x86_64": [0, 1, 3, 39, 60], "aarch64": [63, 64, 57, 172, 93]}  # read, ...
FORK, NEW_USER = 17, 0x10000000  # SIGCHLD alone is a plain fork
HERE = platform.machine()
needs_a_filter = pytest.mark.skipif(HERE not in NUMBERS, reason=f"no filter for {HERE}")


def verdict(machine: str, number: int, *arguments: int, architecture=None) -> int:
    """Run the filter on a call, as bpf(4) tells; what it returns."""
    known = NUMBERS[machine]["architecture"] if architecture is None else architecture
    data = {0: number, 4: known} | {16 + 8 * i: a for i, a in enumerate(arguments)}
    lines, at, held = program(machine), 0, 0
    while True:
        code, then, otherwise, value = lines[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            held = data.get(value, 0) & 0xFFFFFFFF
        elif code == 0x54:
            held &= value
        else:
            holds = {0x15: held == value, 0x35: held >= value, 0x45: held & value}
            at += then if holds[code] else otherwise


@pytest.mark.parametrize("machine", NUMBERS)
def test_the_filter_refuses_what_is_listed_and_nothing_else(machine):
    known = NUMBERS[machine]
    for number in HARMLESS[machine]:
        assert verdict(machine, number) == ALLOWED
        assert verdict(machine, number, architecture=0x40000003) == EPERM
        assert verdict(machine, number + OTHER_TABLE) == EPERM
    for number in known["refused"]:
        assert verdict(machine, number) == EPERM
    assert verdict(machine, CLONE3) == ENOSYS


@pytest.mark.parametrize("machine", NUMBERS)
def test_the_filter_looks_at_arguments(machine):
    known = NUMBERS[machine]
    assert verdict(machine, known["clone"], FORK) == ALLOWED
    assert verdict(machine, known["clone"], FORK | NEW_USER) == EPERM
    private, shared = mmap.MAP_PRIVATE, mmap.MAP_SHARED
    for flags, expected in [
        (private | mmap.MAP_ANONYMOUS, ALLOWED),
        (shared, ALLOWED),
        (shared | mmap.MAP_ANONYMOUS, EPERM),
    ]:
        assert verdict(machine, known["mmap"], 0, 4096, 3, flags) == expected


def filtered(work) -> None:
    """Run work() in a fork that has given the calls up; raise what it raises."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            refuse(ctypes.CDLL(None, use_errno=True))
            work()
        except BaseException:
            os.write(writing, traceback.format_exc().encode()[-3000:])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    assert not said, said


@needs_a_filter
def test_the_kernel_refuses_each_call_for_good():
    def work():
        libc = ctypes.CDLL(None, use_errno=True)
        refuse(libc)  # a second time: nothing opens up again
        for number in NUMBERS[HERE]["refused"]:
            assert libc.syscall(number, 0, 0, 0, 0, 0) == -1, number
            assert ctypes.get_errno() == errno.EPERM, number
        assert libc.syscall(CLONE3, 0, 0) == -1 and ctypes.get_errno() == errno.ENOSYS

    filtered(work)


@needs_a_filter
def test_an_answer_can_still_work():
    def work():
        with mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as page:
            page[:2] = b"ok"
        child = os.fork()
        if child == 0:
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        with pytest.raises(PermissionError):
            mmap.mmap(-1, 4096)
        with pytest.raises(PermissionError):
            os.memfd_create("hidden")

    filtered(work)
