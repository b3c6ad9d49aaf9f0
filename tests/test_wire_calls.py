"""Two ends of the grader's wire over a pair of sockets: calls back, errors, modes.

The other end is a fork of this process, without bubblewrap.
"""

import gc
import weakref

import numpy as np
import pytest
import torch
from torch import nn
from wire_tools import answers

from grading.remote.messages import NotPlain, WireError

X = torch.arange(6.0).reshape(2, 3)


# Functions, objects, errors.


def test_a_check_is_called_back():
    with answers(apply=lambda step, x: step(step(x)) + 1) as a:
        assert a["apply"](lambda x: 3 * x, 2) == 19


def test_an_error_in_a_callback_is_seen_by_both():
    def apply(step):
        try:
            step()
        except AssertionError as error:
            return f"caught: {error}"

    def step():
        raise AssertionError("no such id")

    with answers(apply=apply) as a:
        assert a["apply"](step) == "caught: no such id"
        assert [str(e) for e in a["apply"]._endpoint.complaints] == ["no such id"]


def raising(error):
    def raises():
        raise error

    return raises


class Own(ValueError):
    pass


@pytest.mark.parametrize(
    "raised, kind, text",
    [
        (ValueError("expected 3"), ValueError, "expected 3"),
        (Own("mine"), ValueError, "Own: mine"),
        (StopIteration(1), RuntimeError, "StopIteration: 1"),
        (SystemExit(0), RuntimeError, "SystemExit: 0"),
        (KeyboardInterrupt(), RuntimeError, "KeyboardInterrupt"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "odd"), RuntimeError, "odd"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_raised_here_as_a_built_in_one(raised, kind, text):
    with answers(raises=raising(raised)) as a:
        with pytest.raises(kind, match=text) as caught:
            a["raises"]()
        assert type(caught.value) is kind and caught.value.where == ""


class Words:
    def __init__(self, words):
        self.words = words

    @classmethod
    def of(cls, text):
        return cls(text.split())

    def __len__(self):
        return len(self.words)


def test_an_object_stays_where_it_was_made():
    with answers(Words=Words) as a:
        words = a["Words"].of("a red dog")
        assert len(words) == 3 and words.words == ["a", "red", "dog"]
        for use in (bool, lambda x: x == 3, lambda x: x != x):
            with pytest.raises(NotPlain):
                use(words)


def test_where_a_value_is_due_no_object_passes():
    for made in (lambda: Words([]), lambda: len, lambda: [nn.Linear(1, 1)]):
        with answers(made=made) as a, pytest.raises(NotPlain, match="plain values"):
            a["made"]()


def test_what_nobody_needs_is_forgotten():
    made = weakref.WeakSet()

    class Thing:
        def __init__(self):
            made.add(self)

    Thing.__module__ = "__main__"  # where answers' classes are made
    with answers(Thing=Thing, count=lambda: len(made)) as a:
        kept = [a["Thing"]() for _ in range(5)]
        assert a["count"]() == 5
        kept.clear()
        gc.collect()
        assert a["count"]() == 0


# Modes and generators.


def test_modes_go_with_control():
    def leave(dtype):
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(False)

    with answers(leave=leave, now=torch.is_grad_enabled) as a:
        with torch.no_grad():
            assert a["now"]() is False
        assert a["now"]() is True
        a["leave"](torch.float64)
        assert torch.get_default_dtype() == torch.float64
        assert not torch.is_grad_enabled()
        with pytest.raises(WireError, match="expected float32"):
            a["leave"](torch.float16)


def test_equal_seeds_stay_equal_and_a_draw_is_seen():
    def draw(kind):
        return {"torch": torch.rand, "numpy": np.random.rand}[kind](3)

    with answers(draw=draw, nothing=lambda: None) as a:
        for kind in ("torch", "numpy"):
            torch.manual_seed(4), np.random.seed(4)
            first = a["draw"](kind)
            torch.manual_seed(4), np.random.seed(4)
            assert (a["draw"](kind) == first).all()
        a["nothing"]()
        state = torch.get_rng_state()
        a["nothing"]()
        assert torch.equal(torch.get_rng_state(), state)
        a["draw"]("torch")
        assert not torch.equal(torch.get_rng_state(), state)
