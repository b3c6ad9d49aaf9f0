"""Fashion-MNIST: 70,000 grey pictures of clothes, 28 x 28 pixels, ten classes.

Axes: M pictures, 1 channel, 28 x 28 pixels.

Source: Xiao, Rasul and Vollgraf 2017 (arXiv:1708.07747).
"""

__lesson__ = "00"

import os
from pathlib import Path
from typing import TYPE_CHECKING

from torch import Tensor

from .names import DATA

if TYPE_CHECKING:
    from torchvision.datasets import FashionMNIST

CLASSES = (
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
SIZE = "30 MB"
VARIABLE = "FASHION_MNIST_DIR"


def load_fashion_mnist(
    *, train: bool, folder: Path | str | None = None
) -> tuple[Tensor, Tensor]:
    """Pictures uint8 (M, 1, 28, 28) and labels long (M,), indices into CLASSES.

    Args:
        train: the 60,000 pictures to learn from, or the 10,000 to test on.
        folder: holds FashionMNIST/raw/ as torchvision lays it out; without it the
            variable FASHION_MNIST_DIR, without that a download into build/data.

    Raises:
        FileNotFoundError: the folder does not hold the set's four files.
        ValueError: one of them is damaged.
        ConnectionError: the download failed; the message names the other way.
    """
    given = folder or os.environ.get(VARIABLE)
    root = Path(given or DATA)
    raw, missing = root / "FashionMNIST" / "raw", missing_files(root)
    if missing and given:
        raise FileNotFoundError(
            f"expected the unpacked files of Fashion-MNIST in {raw}, "
            f"found no {missing[0]}; name the folder above FashionMNIST/"
        )
    if missing:
        _download(root)
    try:
        data = _torchvision_set()(root, train=train)
    except (RuntimeError, ValueError, AssertionError, KeyError) as error:
        raise ValueError(
            f"cannot read Fashion-MNIST in {raw} ({error!r}); "
            "remove that folder's files and fetch them again"
        ) from error
    return data.data.unsqueeze(1), data.targets


def missing_files(root: Path | str) -> list[str]:
    """The names of the set's files that are not in this folder."""
    raw = Path(root) / "FashionMNIST" / "raw"
    names = [Path(name).stem for name, _ in _torchvision_set().resources]
    return [name for name in names if not (raw / name).is_file()]


def _torchvision_set() -> "type[FashionMNIST]":
    from torchvision.datasets import FashionMNIST  # here: it takes seconds

    return FashionMNIST


def _download(root: Path) -> None:
    try:
        _torchvision_set()(root, download=True)
    except (OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())  # torchvision's has a line a mirror
        raise ConnectionError(
            f"could not download Fashion-MNIST ({reason}); fetch it on a machine with "
            "a network, and name the folder above FashionMNIST/raw: "
            f"{VARIABLE}=/the/folder"
        ) from error
