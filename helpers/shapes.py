"""Follow the tensors through your own lines: each one's shape, with axis letters.

    with trace_shapes(B=2, N=9, D=8, heads=4):
        block(torch.rand(2, 9, 8))

prints the line that made or changed a tensor, and its shape: (B, N, D) = (2, 9, 8).
"""

__lesson__ = "00"

import linecache
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from torch import Tensor

from .checks import OWN
from .messages import translate


@contextmanager
def trace_shapes(**letters: int) -> Iterator[None]:
    """Print the shape of each tensor that own lines make while the block runs.

    Own are the lines of a notebook's cells; those of PyTorch and of the course's
    helpers are passed over. A tensor printed once comes again only if it changes.

    Args:
        letters: the size of each axis, as you know it: B=2. Choose sizes that differ,
            so that each has one letter; a size without a letter stays a number.
    """
    before = sys.gettrace()
    sys.settrace(_Tracer(letters))
    try:
        yield
    finally:
        sys.settrace(before)


class _Tracer:
    """What `sys.settrace` calls: once for each call, then for each line of own code."""

    def __init__(self, letters: dict[str, int]):
        self.letters: dict[int, str] = {}
        for letter, size in letters.items():
            known = self.letters.get(size)
            either = translate("or")
            self.letters[size] = f"{known} {either} {letter}" if known else letter
        self.frames: list[FrameType] = []
        self.seen: dict[FrameType, dict[str, tuple]] = {}
        self.lines: dict[FrameType, int] = {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        own = OWN.search(code.co_filename) and not code.co_name.startswith("<")
        if event != "call" or not own:
            return None
        self._print(f"{code.co_qualname}({self._given(frame)})")
        self.frames.append(frame)
        self.seen[frame] = _tensors(frame)
        return self._line

    def _line(self, frame: FrameType, event: str, value: Any) -> Any:
        self._tell_changes(frame)
        self.lines[frame] = frame.f_lineno
        if event == "return" and frame in self.frames:
            if isinstance(value, Tensor):
                self._print(f"return {self._named(value)}")
            while self.frames.pop() is not frame:
                pass
            del self.seen[frame]
        return self._line

    def _tell_changes(self, frame: FrameType) -> None:
        """Print what the line that has just run made of the frame's tensors."""
        now = _tensors(frame)
        changed = [name for name in now if now[name] != self.seen[frame].get(name)]
        self.seen[frame] = now
        line = linecache.getline(frame.f_code.co_filename, self.lines.get(frame, 0))
        for name in changed:
            shape = self._named(frame.f_locals[name])
            self._print(f"{name}: {shape}    {line.strip()}")

    def _given(self, frame: FrameType) -> str:
        known = frame.f_locals.items()
        given = [f"{k}: {self._named(x)}" for k, x in known if isinstance(x, Tensor)]
        return ", ".join(given)

    def _named(self, tensor: Tensor) -> str:
        sizes = tuple(tensor.shape)
        names = [self.letters.get(size, str(size)) for size in sizes]
        text = f"({', '.join(names)}{',' * (len(names) == 1)})"
        return text if text == str(sizes) else f"{text} = {sizes}"

    def _print(self, text: str) -> None:
        print("  " * len(self.frames) + text)


def _tensors(frame: FrameType) -> dict[str, tuple]:
    """{name: what tells one tensor from another} of a frame's own names."""
    return {
        name: (id(x), tuple(x.shape), x._version)
        for name, x in frame.f_locals.items()
        if isinstance(x, Tensor)
    }
