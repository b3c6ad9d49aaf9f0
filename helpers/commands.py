"""What commands share: options, and errors as one message, with exit status 1.

    with in_words(parser.prog):
        train(...)

A mistake in the code itself ends the same way. PATCHES_TRACEBACK=1 shows where it is.
"""

__lesson__ = "00"

import argparse
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

VARIABLE = "PATCHES_TRACEBACK"
WRITTEN_FOR_PEOPLE = (ValueError, OSError, ImportError)  # others need their name
INTERRUPTED = 130  # what shells report for Ctrl+C


@contextmanager
def in_words(program: str) -> Iterator[None]:
    """Turn whatever goes wrong within it into a line, and leave with status 1.

    Ctrl+C leaves with 130. An exit that is asked for passes. What a terminal can't
    show is printed escaped, and ends nothing.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a notebook's takes everything
            stream.reconfigure(errors="backslashreplace")
    try:
        yield
    except KeyboardInterrupt:
        if os.environ.get(VARIABLE):
            raise
        _leave(f"{program}: stopped", INTERRUPTED)
    except Exception as error:
        if os.environ.get(VARIABLE):
            raise
        _leave(f"{program}: {explain(error)}", 1)


def add_sampling(parser: argparse.ArgumentParser, *, beside: Any = None) -> None:
    """Give a command the options --sample, --top-k, --top-p and --seed.

    Args:
        beside: a group of the parser for --sample, of options that exclude each other.
    """
    (beside or parser).add_argument(
        "--sample", type=float, metavar="TEMPERATURE", help="draw words by chance"
    )
    parser.add_argument("--top-k", type=int, help="... of the K likeliest alone")
    parser.add_argument(
        "--top-p", type=float, help="... of the likeliest that reach this share"
    )
    parser.add_argument("--seed", type=int, default=0, help="of --sample")


def printable(name: str) -> str:
    """A name from a disk, with bytes that are no UTF-8 shown escaped."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\\", "%")


def explain(error: Exception) -> str:
    """An error's message; one not foreseen says its kind and how to find it."""
    text = str(error)
    if _is_of_memory(error):
        text = text.splitlines()[0] if text else "no memory is left"
        return (
            f"expected enough memory, got: {text}; "
            "use smaller pictures or batches (--batch-size), or end other programs"
        )
    if isinstance(error, WRITTEN_FOR_PEOPLE) and text:
        return text
    return f"{type(error).__name__}: {text}; {VARIABLE}=1 shows where"


def _is_of_memory(error: Exception) -> bool:
    of_torch = isinstance(error, RuntimeError) and (
        "out of memory" in str(error) or "can't allocate memory" in str(error)
    )
    return isinstance(error, MemoryError) or of_torch


def _leave(message: str, status: int) -> None:
    print(message, file=sys.stderr, flush=True)
    raise SystemExit(status)
