"""What a call carries over besides its values: modes, generators, exceptions."""

import builtins
import hashlib
import random
import traceback

import numpy as np
import torch

from .wire import DTYPES

ANSWER = "<answer "  # file names of a student's cells begin so
QUIET = (StopIteration, StopAsyncIteration)  # they would end a check's loop unseen
LONGEST = 2000  # characters of a message


class Ambient:
    """Gradient mode, default dtype and global generators as the other end left them.

    A generator's state is not sent, only a number drawn from it if it has changed, and
    the other end seeds its own with that: equal seeds stay equal, a changed state is
    seen, and an answer can't choose the judge's draws.
    """

    def __init__(self):
        self.last: list[int | None] = [None, None, None]

    def read(self) -> list:
        now = _fingerprints()
        changed = [
            new if new != old else None for new, old in zip(now, self.last, strict=True)
        ]
        self.last = now
        dtype = str(torch.get_default_dtype()).removeprefix("torch.")
        return [torch.is_grad_enabled(), dtype, changed]

    def apply(self, state: list) -> None:
        gradients, dtype, seeds = state
        if dtype not in ("float32", "float64"):
            raise ValueError(f"expected ordinary numbers, got {dtype}")
        torch.set_grad_enabled(bool(gradients))
        if DTYPES[dtype] != torch.get_default_dtype():
            torch.set_default_dtype(DTYPES[dtype])
        for plant, seed in zip(
            (torch.manual_seed, random.seed, np.random.seed), seeds, strict=True
        ):
            if seed is not None:
                plant(int(seed) % 2**32)
        if any(seed is not None for seed in seeds):
            self.last = _fingerprints()


def _fingerprints() -> list[int]:
    """One number for each global generator's state: torch, random, numpy."""
    numpy = np.random.get_state(legacy=True)
    states = (
        torch.get_rng_state().numpy().tobytes(),
        hash(random.getstate()[1]).to_bytes(8, "big", signed=True),
        numpy[1].tobytes() + bytes([numpy[2] % 256, numpy[2] // 256]),
    )
    digests = [hashlib.blake2b(state, digest_size=4).digest() for state in states]
    return [int.from_bytes(digest, "big") for digest in digests]


def describe_error(error: BaseException) -> list:
    """[class, text, line of the student's code] of an exception."""
    kinds = [kind.__name__ for kind in type(error).__mro__]
    name = next((k for k in kinds if isinstance(getattr(builtins, k, None), type)), "")
    try:
        text = str(error)[:LONGEST]
    except BaseException:  # an exception may be made so that it can't be printed
        text = ""
    if name != kinds[0]:
        text = f"{kinds[0]}: {text}"
    lines = [
        f"line {frame.lineno} of your answer"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(ANSWER)
    ]
    return [name, text, lines[-1] if lines else ""]


def as_exception(name: str, text: str, where: str) -> Exception:
    """Make the exception that the other end described, of a built-in class."""
    kind = getattr(builtins, str(name), None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)) or kind in QUIET:
        kind, text = RuntimeError, f"{name}: {text}"
    try:
        error = kind(str(text))
    except TypeError:  # UnicodeDecodeError and the like want more than a text
        error = RuntimeError(f"{name}: {text}")
    error.where = str(where)[:100]
    return error
