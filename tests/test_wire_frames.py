"""Whatever comes over the wire, the judge makes a value, an error or an end of it.

A frame is either what messages.py says, or a WireError: no other exception is raised by
our own code, and no frame costs more than a moment. Frames are drawn at random: noise,
messages of the right types with wild contents, and real conversations with one place
changed. `pytest --hypothesis-profile=long` draws 20,000 of each.
"""

import dataclasses
import json
import math
import time
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from torch import nn
from wire_tools import Script, Tape, as_before, forked, proxies, serve

from grading.remote import messages as m
from grading.remote.frames import HEADER, LONGEST_TEXT
from grading.remote.json_messages import KINDS, encode, parse
from grading.remote.messages import Count, Reply, Request, WireError

LIMIT = 2.0  # s of computing for a frame


def frames(most: int):
    """So many frames; the long form draws as many as its profile says."""
    chosen = most if settings.default.derandomize else settings.default.max_examples
    return settings(max_examples=chosen, suppress_health_check=list(HealthCheck))


# Messages of the right types.

NUMBERS = st.integers(0, 9) | st.sampled_from([64, 2**31, 2**40, 2**63 - 1])
WORDS = st.sampled_from([
    "", "f", "float32", "bool", "complex64", "float16", "qint8", "<f4", "|O", "<U3",
    "f8,f8", "cpu", "cuda:9", "meta", "__class__", "forward", "weight", "a.b", "params",
    "ValueError", "AssertionError", "StopIteration", "SystemExit", "Warning", "lr",
])  # fmt: skip


def drawn(form: Any) -> st.SearchStrategy:
    """Values of an annotated type, as messages.py uses them."""
    if form == m.Value:
        return VALUE
    if form == Count:
        return NUMBERS
    origin, inner = get_origin(form), get_args(form)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and ... in inner:
        return st.lists(drawn(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(drawn, inner))
    if origin in (Union, UnionType):
        return st.one_of(*map(drawn, inner))
    if dataclasses.is_dataclass(form):
        fields = get_type_hints(form, include_extras=True).items()
        return st.builds(form, **{name: drawn(kind) for name, kind in fields})
    return {
        type(None): st.none(), bool: st.booleans(), float: st.floats(), str: WORDS,
        int: st.integers(),
    }[form]  # fmt: skip


PLAIN = st.none() | st.booleans() | st.integers(-9, 99) | st.floats() | WORDS
VALUE = PLAIN | st.deferred(lambda: st.one_of(*map(drawn, KINDS.values())))
MESSAGES = st.deferred(lambda: drawn(Reply) | drawn(Request))


def frame(tree: Any, blobs: bytes = b"") -> bytes:
    text = json.dumps(tree).encode()
    return HEADER.pack(len(text), len(blobs)) + text + blobs


@frames(100)
@given(MESSAGES)
def test_a_message_comes_back_as_it_went(message):
    tree = json.loads(json.dumps(encode(message)))
    again = parse(tree)
    assert type(again) is type(message)
    assert repr(again) == repr(message)  # nan is not equal to itself


# What the judge does with them.


def step(ids):
    return torch.nn.functional.one_hot(ids, 5).float() * 2


def trained(net: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor) -> float:
    loss = net(x).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def changes(x, items, table, chance):
    x[0] = torch.rand(3, generator=chance)
    items.append(x)
    table["new"] = [x[1:], (1, 2.5, None, {3}, slice(1, 2), b"b", range(3))]
    return x.T, items, {"a": torch.ones(2, dtype=torch.bfloat16), "b": 2 - 1j}


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(3, width), nn.Dropout(0.0))
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        self.calls += 1
        return self.inner(x)


class Words(list):
    def __init__(self, words):
        super().__init__(words)
        self.words = words

    def longer(self, word):
        return [*self.words, word]


Words.__module__ = "__main__"  # where answers' classes are made
NAMES = {
    "Words": Words,
    "callback": lambda step, ids: step(step(ids).argmax(-1)),
    "changes": changes,
    "formula": lambda x, y: (x @ y, (x * y).sum()),
    "trained": trained,
    "Net": Net,
}


def plain(them: dict) -> None:
    x = torch.arange(9.0).reshape(3, 3)
    chance = torch.Generator().manual_seed(1)
    them["changes"](x, [1, [2]], {"old": 0}, chance)


def callback(them: dict) -> None:
    them["callback"](step, torch.tensor([[1, 2, 3]]))


def gradients(them: dict) -> None:
    x, y = (torch.ones(3, 3, requires_grad=True) for _ in range(2))
    first, second = them["formula"](x, y * 2)
    (first.sum() + second).backward()


def training(them: dict) -> None:
    net = nn.Linear(3, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    them["trained"](net, optimizer, torch.ones(2, 3))


def making(them: dict) -> None:
    net = them["Net"](2)
    net.load_state_dict(net.state_dict())
    net.eval()(torch.ones(2, 3)).sum().backward()
    sum(p.grad.sum() for p in net.parameters())
    list(net.modules()), len(net.inner), net.inner[0]


def words(them: dict) -> None:
    made = them["Words"](["a", "b"])
    assert len(made) == 2 and list(made) == ["a", "b"] and made[0] == "a"
    assert made.words == ["a", "b"] and made.longer("c") == ["a", "b", "c"]


CONVERSATIONS = [words, plain, callback, gradients, training, making]


def heard(talk) -> list[tuple[Any, bytes]]:
    """The frames that an honest end sends in a conversation: [(tree, bytes)]."""
    with as_before(), forked(lambda wire: serve(wire, NAMES)) as wire:
        tape = Tape(wire)
        talk(proxies(tape, NAMES))
    frames, data = [], bytes(tape.heard)
    while data:
        length, size = HEADER.unpack(data[: HEADER.size])
        text, data = data[HEADER.size :][:length], data[HEADER.size + length :]
        frames.append((json.loads(text), data[:size]))
        data = data[size:]
    return frames


@pytest.fixture(scope="module")
def recorded():
    return {talk: heard(talk) for talk in CONVERSATIONS}


def outcome(talk, data: bytes) -> str:
    """How a conversation ends if these bytes come: well, with an error told, broken."""
    begun = time.process_time()
    try:
        with as_before():
            talk(proxies(Script(data), NAMES))
        return "well"
    except WireError:
        return "broken"
    except Exception as error:
        assert hasattr(error, "where") or in_the_check(error), repr(error)
        return "told"
    finally:
        assert time.process_time() - begun < LIMIT


def in_the_check(error: BaseException) -> bool:
    """Whether a check's own lines raised it, with what they got; not our code."""
    place = error.__traceback__
    while place:
        if "/grading/" in place.tb_frame.f_code.co_filename:
            return False
        place = place.tb_next
    return True


def joined(frames: list[tuple[Any, bytes]]) -> bytes:
    return b"".join(frame(tree, blobs) for tree, blobs in frames)


@pytest.mark.parametrize("talk", CONVERSATIONS)
def test_an_honest_conversation_ends_well(talk, recorded):
    assert outcome(talk, joined(recorded[talk])) == "well"


def places(tree: Any, path: tuple = ()) -> list[tuple]:
    """The paths to all nodes of a tree."""
    keys = {dict: lambda: list(tree), list: lambda: range(len(tree))}
    found = [path]
    for key in keys.get(type(tree), list)():
        found += places(tree[key], (*path, key))
    return found


def replaced(tree: Any, path: tuple, new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    copy = tree.copy()
    copy[key] = replaced(tree[key], tuple(rest), new)
    return copy


ODD = [
    None, True, -1, 0, 1, 3, 2**63, 10**400, 0.5, math.nan, "", "x", "__class__", [],
    {}, [None], ["list"], ["yours", 0, 0], ["yours", 1, 5], ["name", "f"],
    ["object", 1, "X"], ["same", 0], ["same", 99], ["output", 0],
    ["view", 0, [2**40], [0], 0], ["place", "mine", 1, 0], ["place", "yours", 1, 99],
    ["module", 1, [], []], ["many", "list", [["at", 0, "data", 1]]],
    ["data", "float32", [2], [1], [0, 8]], ["many", "set", [["many", "list", []]]],
    ["table", [[["many", "list", []], 1]]], ["many", "range", [0, 10**12, 1]],
    ["data", "bool", [0, 2**62], [1, 1], [0, 0]],
    ["optimizer", 1, [[[], ["table", [["params", 1]]]]]],
]  # fmt: skip


@st.composite
def mutated(draw, frames: list) -> bytes:
    """A conversation with one or two places changed."""
    frames = list(frames)
    for _ in range(draw(st.integers(1, 2))):
        number = draw(st.integers(0, len(frames) - 1))
        tree, blobs = frames[number]
        path = draw(st.sampled_from(places(tree)))
        others = [tree for tree, _ in frames]
        new = draw(st.sampled_from(ODD) | st.sampled_from(others).flatmap(part))
        frames[number] = replaced(tree, path, new), blobs
    data = joined(frames)
    if draw(st.integers(0, 9)) == 0:
        cut = draw(st.integers(0, len(data)))
        data = data[:cut] + draw(st.binary(max_size=9)) + data[cut:]
    return data


def part(tree: Any) -> st.SearchStrategy:
    """Some node of another frame."""

    def at(path):
        found = tree
        for key in path:
            found = found[key]
        return found

    return st.sampled_from(places(tree)).map(at)


@pytest.mark.parametrize("talk", CONVERSATIONS)
def test_a_changed_conversation_breaks_nothing(talk, recorded):
    ends = {"well": 0, "told": 0, "broken": 0}

    @frames(200)
    @given(mutated(recorded[talk]))
    def ends_somehow(data):
        ends[outcome(talk, data)] += 1

    ends_somehow()
    assert ends["broken"] > 0.2 * sum(ends.values()), ends


@frames(100)
@given(st.sampled_from(CONVERSATIONS), st.lists(MESSAGES, max_size=3), st.binary())
def test_wild_messages_break_nothing(talk, drawn_messages, blobs):
    outcome(talk, joined([(encode(message), blobs) for message in drawn_messages]))


@frames(500)
@given(st.sampled_from(CONVERSATIONS), st.binary(max_size=200))
@example(plain, b"")
@example(plain, HEADER.pack(2**62, 2**62))
@example(plain, HEADER.pack(LONGEST_TEXT + 1, 0))
@example(plain, HEADER.pack(4, 0) + b"\xff\xfe{}")
def test_noise_is_no_conversation(talk, data):
    assert outcome(talk, data) == "broken"


JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=9
)


@frames(300)
@given(JSON)
def test_what_json_can_say_is_a_message_or_refused(tree):
    try:
        assert isinstance(parse(tree), (Request, Reply))
    except WireError as error:
        assert len(str(error)) < 300
