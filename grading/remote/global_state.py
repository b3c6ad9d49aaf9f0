"""What a call carries over besides its values: modes, generators, exceptions."""

import builtins
import hashlib
import random
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from .messages import Failure, Modes, WireError
from .values import DTYPES

ANSWER = "<answer "  # file names of a student's cells begin so
QUIET = (StopIteration, StopAsyncIteration)  # they would end a check's loop unseen
LONGEST = 2000  # characters of a message


class GlobalState:
    """Gradient mode, default dtype and global generators as the other end left them.

    A generator's state is not sent, only a number drawn from it if it has changed, and
    the other end seeds its own with that: equal seeds stay equal, a changed state is
    seen, and an answer can't choose the judge's draws.
    """

    def __init__(self):
        self.last: list[int | None] = [None, None, None]

    def read(self) -> Modes:
        now = _fingerprints()
        torch_, random_, numpy_ = (
            new if new != old else None for new, old in zip(now, self.last, strict=True)
        )
        self.last = now
        dtype = str(torch.get_default_dtype()).removeprefix("torch.")
        return Modes(torch.is_grad_enabled(), dtype, (torch_, random_, numpy_))

    def apply(self, modes: Modes) -> None:
        """Do here what was done at the other end.

        Raises:
            WireError: its default dtype is not one to calculate in.
        """
        if modes.dtype not in ("float32", "float64"):
            raise WireError(f"expected float32 by default, got {modes.dtype[:50]!r}")
        torch.set_grad_enabled(modes.gradients)
        if DTYPES[modes.dtype] != torch.get_default_dtype():
            torch.set_default_dtype(DTYPES[modes.dtype])
        seeders: list[Callable] = [torch.manual_seed, random.seed, np.random.seed]
        for seed_generator, seed in zip(seeders, modes.seeds, strict=True):
            if seed is not None:
                seed_generator(seed % 2**32)
        if any(seed is not None for seed in modes.seeds):
            self.last = _fingerprints()


def _fingerprints() -> list[int | None]:
    """One number for each global generator's state: torch, random, numpy."""
    numpy: Any = np.random.get_state(legacy=True)
    states = (
        torch.get_rng_state().numpy().tobytes(),
        hash(random.getstate()[1]).to_bytes(8, "big", signed=True),
        numpy[1].tobytes() + bytes([numpy[2] % 256, numpy[2] // 256]),
    )
    digests = [hashlib.blake2b(state, digest_size=4).digest() for state in states]
    return [int.from_bytes(digest, "big") for digest in digests]


def describe_error(error: BaseException) -> Failure:
    """An exception as a message tells of it."""
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
    return Failure(name, text, lines[-1] if lines else "")


def as_exception(failure: Failure) -> Exception:
    """Make the exception that the other end described, of a built-in class."""
    name, text = failure.name[:100], failure.text[:LONGEST]
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)) or kind in QUIET:
        kind, text = RuntimeError, f"{name}: {text}"
    try:
        error: Any = kind(text)
    except TypeError:  # UnicodeDecodeError and the like want more than a text
        error = RuntimeError(f"{name}: {text}")
    error.where = failure.where[:100]
    return error
