"""Write files whole or not at all, with the permissions that the umask gives."""

__lesson__ = "00"

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_file(path: Path | str) -> Iterator[Path]:
    """Yield a draft beside `path` to write; it takes the path's place at the end.

    An error within leaves what was there before, and no draft.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.touch()
        yield draft
        publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def publish(draft: Path, path: Path) -> None:
    """Rename a finished draft, file or folder, once all of it is on the disk.

    Some libraries write through temporary files that only their owner may read: all
    get the mode that the umask gives to new ones.
    """
    files = [draft]
    if draft.is_dir():
        files = [file for file in draft.rglob("*") if file.is_file()]
    mode = 0o666 & ~_umask()
    for file in files:
        if file.stat().st_mode & 0o777 != mode:
            file.chmod(mode)
        with open(file, "rb") as whole:
            os.fsync(whole.fileno())
    draft.rename(path)
    _sync_folder(path.parent)


def clear_drafts(folder: Path) -> None:
    """Remove what programs left that were killed while they wrote here."""
    for draft in folder.glob(".*.[0-9]*"):
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)  # there is no way to read it without setting it
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # network drives know no such thing
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
