"""The figures that stand in a notebook's outputs, for who marks it by hand."""

import base64
import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice

from .cells import raw_cells

MOST = 12  # figures of a notebook
LARGEST = 1_000_000  # bytes of one
WIDEST = 4000  # pixels of a side: more could stop a browser
PNG = b"\x89PNG\r\n\x1a\n"


def figures(data: bytes) -> list[bytes]:
    """The PNG files among a notebook's outputs, in order; what is no such is left out.

    Args:
        data: of the notebook's file, as it was handed in.
    """
    try:
        cells = raw_cells(data)
    except ValueError:
        return []
    return list(
        islice(filter(_shown, chain.from_iterable(map(_pictures, cells))), MOST)
    )


def _pictures(cell: dict) -> Iterator[bytes]:
    """What a cell's outputs say is PNG, from base64."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        shown = output.get("data") if isinstance(output, dict) else None
        text = shown.get("image/png") if isinstance(shown, dict) else None
        if isinstance(text, list):
            text = "".join(part for part in text if isinstance(part, str))
        if isinstance(text, str) and len(text) < 2 * LARGEST:
            with suppress(ValueError):
                yield base64.b64decode(text)


def _shown(picture: bytes) -> bool:
    """Whether it begins as a PNG does, and is of a size that a page can hold."""
    if not picture.startswith(PNG) or not 33 <= len(picture) <= LARGEST:
        return False
    width, height = struct.unpack(">II", picture[16:24])
    return 0 < width <= WIDEST and 0 < height <= WIDEST
