"""Two ends of the grader's wire without a box: the other end is a fork of the test."""

import contextlib
import os
import random
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch._dynamo  # optimizers do: once here, not in each fork

from grading.remote.calls import Endpoint
from grading.remote.frames import receive
from grading.remote.messages import Gone, Name
from grading.remote.references import Remote

PATIENCE = 5.0  # s for one frame


@contextlib.contextmanager
def as_before() -> Iterator[None]:
    """Put back the global modes and generators that a call may change."""
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        torch.set_rng_state(states[0])
        random.setstate(states[1])
        np.random.set_state(states[2])


def proxies(connection: Any, names: dict) -> dict[str, Remote]:
    """The judge's end of a wire, as judge.py makes it: {name: what stands for it}."""
    endpoint = Endpoint(
        connection, names={}, objects=False, layout=False, seconds=PATIENCE
    )
    return {
        name: Remote(endpoint, Name(name), makes=isinstance(value, type))
        for name, value in names.items()
    }


def serve(connection: socket.socket, names: dict) -> None:
    """The box's end, as server.py makes it."""
    endpoint = Endpoint(connection, names=names, objects=True, layout=True)
    with contextlib.suppress(Gone):
        while True:
            endpoint.serve(*receive(connection))


@contextlib.contextmanager
def forked(work: Callable[[socket.socket], None]) -> Iterator[socket.socket]:
    """Run work(its end of a wire) in a fork; give ours."""
    torch.set_num_threads(1)  # a fork has none of our threads
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            work(theirs)
        finally:
            os._exit(0)
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@contextlib.contextmanager
def answers(**names) -> Iterator[dict[str, Remote]]:
    """What the other end defines under these names, as the judge sees it."""
    with as_before(), forked(lambda wire: serve(wire, names)) as wire:
        yield proxies(wire, names)


class Tape:
    """A connection that keeps what it receives."""

    def __init__(self, connection: socket.socket):
        self.connection, self.heard = connection, bytearray()
        self.sendall, self.settimeout = connection.sendall, connection.settimeout

    def recv_into(self, buffer: memoryview) -> int:
        got = self.connection.recv_into(buffer)
        self.heard += buffer[:got]
        return got


class Script:
    """A connection on which certain bytes come in, whatever is sent; then it closes."""

    def __init__(self, data: bytes):
        self.left = memoryview(data)

    def sendall(self, data: bytes) -> None:
        pass

    def settimeout(self, seconds: float) -> None:
        pass

    def recv_into(self, buffer: memoryview) -> int:
        part = self.left[: len(buffer)]
        buffer[: len(part)] = part
        self.left = self.left[len(part) :]
        return len(part)
