"""Shapes on the way: each tensor of a cell's own lines, and of no others."""

import linecache
import sys
from itertools import count

import pytest
import torch
from torch import nn

from helpers.shapes import trace_shapes

CELLS = count(1)
HALVES = """
def halves(x):
    left, right = x.chunk(2, -1)
    x = left + right
    x += 1
    return x.mT
"""


@pytest.fixture
def cell():
    """Runs a text as a notebook's cell does; returns its names."""

    def run(text):
        name = f"<ipython-input-{next(CELLS)}>"
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        names = {"nn": nn, "torch": torch}
        exec(compile(text, name, "exec"), names)
        return names

    return run


def test_each_new_tensor_is_told_with_its_line_and_letters(cell, capsys):
    halves = cell(HALVES)["halves"]
    with trace_shapes(B=2, T=3, D=8):
        halves(torch.ones(2, 3, 8))
    assert capsys.readouterr().out.splitlines() == [
        "halves(x: (B, T, D) = (2, 3, 8))",
        "  left: (B, T, 4) = (2, 3, 4)    left, right = x.chunk(2, -1)",
        "  right: (B, T, 4) = (2, 3, 4)    left, right = x.chunk(2, -1)",
        "  x: (B, T, 4) = (2, 3, 4)    x = left + right",
        "  x: (B, T, 4) = (2, 3, 4)    x += 1",
        "  return (B, 4, T) = (2, 4, 3)",
    ]


def test_calls_stand_below_their_caller_and_pytorchs_lines_are_passed_over(
    cell, capsys
):
    names = cell(
        "class Two(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.inner = nn.Linear(4, 5)\n"
        "    def twice(self, x):\n"
        "        return 2 * x\n"
        "    def forward(self, x):\n"
        "        y = self.twice(self.inner(x))\n"
        "        return y.sum()\n"
    )
    two = names["Two"]()
    with trace_shapes(B=3, D=5):
        two(torch.ones(3, 4))
    assert capsys.readouterr().out.splitlines() == [
        "Two.forward(x: (B, 4) = (3, 4))",
        "  Two.twice(x: (B, D) = (3, 5))",
        "    return (B, D) = (3, 5)",
        "  y: (B, D) = (3, 5)    y = self.twice(self.inner(x))",
        "  return ()",
    ]


def test_one_size_of_two_letters_says_so(cell, capsys):
    same = cell("def same(x):\n    return x\n")["same"]
    with trace_shapes(B=2, heads=2):
        same(torch.ones(2))
    assert "(B or heads,) = (2,)" in capsys.readouterr().out


def test_an_error_passes_and_the_tracer_before_comes_back(cell):
    fails = cell("def fails(x):\n    return x @ x\n")["fails"]
    before = sys.gettrace()
    with pytest.raises(RuntimeError), trace_shapes(B=2):
        fails(torch.ones(2, 3))
    assert sys.gettrace() is before
