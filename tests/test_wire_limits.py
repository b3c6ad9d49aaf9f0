"""Every read and write of the wire ends: in time, in size and in depth."""

import json
import os
import socket
import struct
import time

import pytest
import torch
from torch import nn
from wire_tools import Script, Tape, answers, forked, proxies

from grading.remote import messages
from grading.remote import messages as m
from grading.remote.calls import Endpoint
from grading.remote.frames import HEADER, LONGEST_TEXT, receive
from grading.remote.json_messages import DEEPEST, KINDS, parse
from grading.remote.messages import Gone, Node, WireError

LIMIT = 2.0  # s of computing for a frame
MODES = [True, "float32", [None] * 3]
X = torch.arange(6.0).reshape(2, 3)


def frame(tree, blobs: bytes = b"") -> bytes:
    text = json.dumps(tree).encode()
    return HEADER.pack(len(text), len(blobs)) + text + blobs


def made(data: bytes):
    """What calling a class gives if these bytes come."""
    return proxies(Script(data), {"Net": nn.Module})["Net"](1)


LONG = {
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep nodes": b'{"modes":[true,"float32",[null,null,null]],"result":'
    + b'["many","list",[' * (DEEPEST + 1) + b"1" + b"]]" * (DEEPEST + 1) + b"}",
    "many lists": b"[" + b"[]," * 2_000_000 + b"1]",
    "a long number": b"9" * 5000,
    "a long text": b'"' + b"a" * (LONGEST_TEXT - 9) + b'"',
    "no text": b"\xff" * 99,
    "another coding": '{"do":1}'.encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_large_and_deep_texts_are_refused_at_once(text):
    begun = time.process_time()
    with pytest.raises(WireError) as caught:
        receive(Script(HEADER.pack(len(text), 0) + text))
    assert time.process_time() - begun < LIMIT and len(str(caught.value)) < 300


BROKEN = {
    "no fields": {},
    "a request for nothing": {"do": "call"},
    "an unknown field": {"modes": MODES, "verdict": "passed"},
    "an unknown operation": {"do": "exec", "on": ["name", "f"], "modes": MODES},
    "an error without a text": {"modes": MODES, "error": ["ValueError"]},
    "an error with a list for a class": {"modes": MODES, "error": [[1], "", ""]},
    "results that are no tensors": {"modes": MODES, "outputs": [5], "graph": 1},
    "results without a graph": {
        "modes": MODES,
        "outputs": [["data", "float32", [0], [1], [0, 0]]],
    },
}


@pytest.mark.parametrize("tree", BROKEN.values(), ids=BROKEN)
def test_a_broken_message_ends_the_call(tree):
    with pytest.raises(WireError, match="expected"):
        made(frame(tree))


def test_a_module_within_itself_or_too_deep_is_refused():
    def reply(children: list[list[int]]) -> bytes:
        parts = [
            [True, False, [[f"m{c}", c] for c in inner], [], []] for inner in children
        ]
        return frame({"modes": MODES, "result": ["module", 1, parts, []]})

    assert len(list(made(reply([[1, 2], [], [1]])).modules())) == 3
    for children in ([[0]], [[1], [0]], [[n + 1] for n in range(300)] + [[]]):
        with pytest.raises(WireError, match="nested at most"):
            made(reply(children))


@pytest.mark.parametrize("count", [-1, 2**63, True, 1.0, "1", None, [1]])
def test_a_count_is_a_number_from_0(count):
    assert parse({"modes": MODES, "result": ["same", 1]}).result == m.Same(1)
    with pytest.raises(WireError, match="expected a number from 0"):
        parse({"modes": MODES, "result": ["same", count]})


def test_one_place_cannot_be_read_again_and_again():
    tensor = ["data", "uint8", [2**20], [1], [0, 2**20]]
    tree = {"modes": MODES}
    tree["result"] = ["many", "list", [tensor] * 100]
    with pytest.raises(WireError, match="at most"):
        made(frame(tree, bytes(2**20)))


def test_the_header_is_two_lengths():
    assert HEADER.size == 16 and struct.calcsize(HEADER.format) == 16
    assert Node not in KINDS.values() and len(KINDS) == 17


# Ends.


def test_an_end_that_dies_has_gone():
    with answers(dies=lambda: os._exit(3)) as a, pytest.raises(Gone):
        a["dies"]()


def hear(send):
    """What `receive` makes, within 0.3 s, of what `send` does at the other end."""
    begun = time.monotonic()
    with forked(send) as wire:
        try:
            return receive(wire, seconds=0.3)
        finally:
            assert time.monotonic() - begun < 3


def drip(wire):
    for byte in bytes(15) + b"\x04" + b"{" * 400:
        wire.sendall(bytes([byte]))
        time.sleep(0.02)


@pytest.mark.parametrize(
    "send",
    [
        lambda wire: None,
        lambda wire: time.sleep(30),
        drip,
        lambda w: w.sendall(bytes(9)),
    ],
    ids=["closes", "is silent", "drips", "stops in the middle"],
)
def test_a_read_ends(send):
    with pytest.raises(Gone):
        hear(send)


def test_a_write_ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        endpoint = Endpoint(ours, names={}, objects=False, layout=False, seconds=0.3)
        with pytest.raises(Gone):  # nobody reads at the other end
            endpoint.ask("call", messages.Name("f"), (torch.zeros(2**20),))


def test_calls_within_calls_end():
    def again(step, n):
        return step(n)

    with answers(again=again) as a:

        def step(n):
            return n if n == 0 else a["again"](step, n - 1)

        assert a["again"](step, 5) == 0
        with pytest.raises(WireError):
            a["again"](step, 200)


def test_a_call_takes_milliseconds():
    with answers(echo=lambda x: x) as a:
        a["echo"](1)
        times = []
        for _ in range(20):
            begun = time.perf_counter()
            a["echo"](X)
            times.append(time.perf_counter() - begun)
    assert sorted(times)[10] < 0.1


def test_a_tape_hears_what_is_said():
    with forked(lambda wire: wire.sendall(b"abc")) as wire:
        tape = Tape(wire)
        buffer = memoryview(bytearray(3))
        assert tape.recv_into(buffer) == 3 and tape.heard == b"abc"
    assert proxies(tape, {}) == {}
