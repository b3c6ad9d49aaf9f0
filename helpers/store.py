"""A feature store: rows of numbers on disk, under the hashes of their images.

A store is a folder that only ever grows:

    about.json   what a row is: encoder, fingerprint of its weights, shape, format
    rows.bin     the rows, one after another, nothing between them
    index.txt    line k names the image of row k: a hash of its file's bytes
    lock         held by the one program that is writing

Rows reach the disk before their lines do. A program killed anywhere leaves at
worst a tail that has no name yet, and the next writer cuts it off.
"""

__lesson__ = "00"

import itertools
import json
import math
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b, file_digest
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock, Timeout
from torch import Tensor

from .files import whole_file

HASH_BYTES = 16  # 128 bits: no two photos share a name by chance
LINE_BYTES = 2 * HASH_BYTES + 1  # hex digits and a newline
GIB = 2**30


def hash_image(path: Path) -> str:
    """32 hex digits of the file's bytes: an edited photo is another image."""
    with open(path, "rb") as file:
        return file_digest(file, lambda: blake2b(digest_size=HASH_BYTES)).hexdigest()


class Rows:
    """Chosen rows of a store in the caller's order, read from disk when indexed.

    `rows[7]` is one row; `rows[[7, 3]]`, `rows[2:9]` and `rows[positions]` are
    stacks of rows. Nothing is kept in memory, so a copy sent to a data loader's
    worker is small.

    `digest`: 16 hex digits of the images, their order, and what the rows are.
    """

    def __init__(
        self, file: Path, positions: Tensor, row_shape: tuple, dtype, digest: str
    ):
        self.file, self.positions = file, positions
        self.row_shape, self.dtype, self.digest = row_shape, dtype, digest

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.positions), *self.row_shape)

    def __len__(self) -> int:
        return len(self.positions)

    def __getitem__(self, indices) -> Tensor:
        shape = int(self.positions.max()) + 1, *self.row_shape
        dtype = torch.empty(0, dtype=self.dtype).numpy().dtype
        # For reading alone: Linux refuses to map more than memory for private writing.
        mapped = np.memmap(self.file, dtype, mode="r", shape=shape)
        return torch.from_numpy(mapped.take(self.positions[indices].numpy(), axis=0))


class FeatureStore:
    """Rows of one shape and number format on disk, each under its image's hash.

    Args:
        folder: made when missing; keep it on a local disk, not on a network drive.
        row_shape: of one row, such as (N, D) or (H, W, 3).
        dtype: of the numbers, such as torch.float16 or torch.uint8.
        about: what the rows are, in values that JSON can hold.

    Raises:
        ValueError: the folder holds other rows than these.
    """

    def __init__(
        self, folder: Path, *, row_shape: Sequence[int], dtype: torch.dtype, about: dict
    ):
        self.folder, self.row_shape, self.dtype = Path(folder), tuple(row_shape), dtype
        self.row_bytes = math.prod(self.row_shape) * dtype.itemsize
        self._rows_file = self.folder / "rows.bin"
        self._index_file = self.folder / "index.txt"
        self._lock = FileLock(self.folder / "lock")
        self.folder.mkdir(parents=True, exist_ok=True)
        self._about = {**about, "row_shape": list(row_shape), "dtype": str(dtype)}
        self._introduce(self._about)
        self._read_index()

    def __len__(self) -> int:
        return len(self._position)

    def missing(self, hashes: Sequence[str]) -> list[str]:
        """The hashes that have no row yet, each once, in the order given."""
        return [name for name in dict.fromkeys(hashes) if name not in self._position]

    def rows(self, hashes: Sequence[str]) -> Rows:
        """The rows of these images, in this order; KeyError for one not there."""
        positions = torch.tensor([self._position[name] for name in hashes])
        told = json.dumps([self._about, *hashes]).encode()
        digest = blake2b(told, digest_size=8).hexdigest()
        return Rows(self._rows_file, positions, self.row_shape, self.dtype, digest)

    def check_space(self, count: int) -> None:
        """Raise OSError when `count` more rows do not fit on the disk."""
        needed, free = count * self.row_bytes, shutil.disk_usage(self.folder).free
        if needed > free:
            raise OSError(
                f"{count} rows need {needed / GIB:.2f} GiB in {self.folder}, where "
                f"{free / GIB:.2f} GiB are free; free some or name a folder elsewhere"
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; a second one waits, then sees what the first wrote."""
        nested = self._lock.is_locked
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            print(f"another program writes {self.folder}: waiting", file=sys.stderr)
            self._lock.acquire()
        try:
            if not nested:
                self._read_index()
                self._cut_tails()
            yield
        finally:
            self._lock.release()

    def append(self, hashes: Sequence[str], rows: Tensor) -> None:
        """Add the rows (n, ...) of these images; those already there are left alone."""
        if rows.shape != (len(hashes), *self.row_shape):
            expected = (len(hashes), *self.row_shape)
            raise ValueError(f"expected rows {expected}, got {tuple(rows.shape)}")
        with self.writing():
            place = {name: k for k, name in enumerate(hashes)}
            names = self.missing(hashes)
            fresh = rows[[place[name] for name in names]].to("cpu", self.dtype)
            lines = "".join(f"{name}\n" for name in names).encode()
            data = fresh.contiguous().view(torch.uint8).numpy()
            _write(self._rows_file, data, at=len(self) * self.row_bytes)
            _write(self._index_file, lines, at=len(self) * LINE_BYTES)
            for name in names:
                self._position[name] = len(self)

    def _introduce(self, about: dict) -> None:
        text = json.dumps(about, indent=1, sort_keys=True) + "\n"
        file = self.folder / "about.json"
        if not file.exists():
            with whole_file(file) as draft:
                draft.write_text(text)
        elif file.read_text() != text:
            raise ValueError(
                f"{self.folder} holds other rows than asked for; expected\n{text}"
                f"got\n{file.read_text()}use another folder, or delete this one"
            )

    def _read_index(self) -> None:
        lines, rows = [], 0
        if self._index_file.exists() and self._rows_file.exists():
            rows = self._rows_file.stat().st_size // self.row_bytes
            lines = self._index_file.read_bytes().split(b"\n")[:-1]
        hashes = itertools.takewhile(re.compile(rb"[0-9a-f]{32}").fullmatch, lines)
        names = [name.decode() for name in itertools.islice(hashes, rows)]
        self._position = {name: k for k, name in enumerate(names)}

    def _cut_tails(self) -> None:
        # The index first: a line left over must never come to name a new row.
        _write(self._index_file, b"", at=len(self) * LINE_BYTES)
        _write(self._rows_file, b"", at=len(self) * self.row_bytes)


def _write(file: Path, data, *, at: int) -> None:
    """Cut the file off at so many bytes, add the data, and wait for the disk."""
    with open(file, "ab") as out:
        out.truncate(at)
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
