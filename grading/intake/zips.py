"""Read files and zips that were handed in, never more than there is room for."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from helpers.messages import marked

LARGEST = 30 * 2**20  # bytes of one file; a lesson with its figures has about 1 MB
MOST = 150 * 2**20  # bytes of one student's files, unpacked
PART = 2**20  # bytes, of which so many are read at a time


class Room:
    """How many bytes of one student may still be read."""

    def __init__(self, left: int):
        self.left = left

    def take(self, start: Callable[[], BinaryIO], size: int) -> bytes:
        """All of a file.

        Args:
            start: opens it.
            size: in bytes, as its zip or the disk tells.

        Raises:
            ValueError: it is too large, or the student has handed in too much.
        """
        if size > LARGEST:
            raise ValueError(marked(f"it is larger than {LARGEST // 2**20} MB"))
        if size > self.left:
            raise ValueError(marked(f"more than {MOST // 2**20} MB were handed in"))
        data = bytearray()
        with start() as stream:
            while part := stream.read(PART):
                data += part
                self.left -= len(part)
                if len(data) > LARGEST or self.left < 0:
                    raise ValueError(
                        marked(f"it is larger than the {size} bytes that it tells")
                    )
        return bytes(data)


@dataclass(frozen=True)
class Entry:
    """A file that was found, and how to read it, or why it can't be."""

    path: str
    start: Callable[[], BinaryIO] | None = None
    size: int = 0
    problem: str = ""

    @property
    def zipped(self) -> bool:
        return self.start is not None and self.path.lower().endswith(".zip")

    def content(self, room: Room) -> tuple[bytes | None, str]:
        """(the bytes, "") or (None, what is wrong)."""
        if self.problem or not self.start:
            return None, self.problem
        try:
            return room.take(self.start, self.size), ""
        except Exception as error:  # whatever a zip or a disk has broken
            return None, f"{error or type(error).__name__}"[:200]


def on_disk(path: Path, name: str) -> Entry:
    return Entry(name, lambda: path.open("rb"), path.stat().st_size)


def members(source: Path | BinaryIO) -> list[Entry]:
    """The files of a zip.

    Raises:
        ValueError: it is none, or it is broken.
    """
    try:
        archive = zipfile.ZipFile(source)
        found = [member for member in archive.infolist() if not member.is_dir()]
    except MemoryError:
        raise
    except Exception:  # whatever is broken
        raise ValueError(marked("the zip can't be opened")) from None
    return [
        Entry(
            _name(member).replace("\\", "/").lstrip("/"),
            partial(_opened, archive, member),
            member.file_size,
        )
        for member in found
    ]


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; UTF-8 without the flag that says so is what macOS writes."""
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return member.filename.encode("cp437").decode("utf-8")
    return member.filename


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(member))


def unzip(
    data: bytes, room: int, wanted: Callable[[str], bool]
) -> tuple[list[tuple[str, bytes | None, str]], int]:
    """[(path, bytes, problem)] of a student's zip, and the room that is left."""
    found: list[tuple[str, bytes | None, str]] = []
    left = Room(room)
    for entry in sorted(members(io.BytesIO(data)), key=lambda entry: entry.path):
        if entry.zipped:
            why = marked("a zip in a zip is not opened: hand in the notebook")
            found.append((f"{entry.path}/zip.ipynb", None, why))
        elif wanted(entry.path):
            found.append((entry.path, *entry.content(left)))
    return found, left.left
