"""The doctor's page: what a question about a failing lesson should tell.

    python -m helpers.doctor

or, in a notebook,

    from helpers.doctor import doctor
    doctor()
"""

__lesson__ = "00"

import os
import platform
import shutil
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import psutil
import torch
from packaging.requirements import Requirement

from . import __build__, __version__, fashion_mnist
from .devices import describe_device
from .download import SIZES, find
from .names import DATA, KAGGLE
from .resume import DRIVE, MOUNT, keeping_folder

COURSE = "patches-to-captions"
TESTED = "2026.01"  # Colab's dated runtime version in which lessons were run
NAMED = ("torch", "torchvision", "numpy", "pandas", "matplotlib", "ipython")
GB = 1e9
LITTLE = 2 * GB  # of memory; a lesson with torch loaded needs about that
FULL = 3 * GB  # of disk; flickr8k and its ResNet-50 features


def doctor() -> None:
    """Print a page about this machine, in Markdown, to paste into a question."""
    print(examine())


def examine() -> str:
    """The doctor's page: a line for each thing; what is amiss begins with **."""
    questions: dict[str, Callable[[], str]] = {
        "course": _course,
        "device": _device,
        "versions": _versions,
        "memory": _memory,
        "disk": _disk,
        **{data: partial(_photos, data) for data in KAGGLE},
        "fashion_mnist": _fashion_mnist,
        "scenes": lambda: f"drawn when a lesson asks for them, in {DATA.absolute()}",
        "trainings": _trainings,
    }
    body = "\n".join(f"- {name}: {_asked(ask)}" for name, ask in questions.items())
    return f"### Patches to Captions: the doctor's page\n\n{body}"


def _asked(question: Callable[[], str]) -> str:
    """The answer; or why there is none, since the page must not fail."""
    try:
        return question()
    except Exception as error:
        return f"**could not be told: {type(error).__name__}: {error}**"


def _course() -> str:
    told = f"{__version__} {__build__}".strip()
    told += f" from {Path(__file__).parents[1]} on {_host()}"
    return f"{told}, Python {platform.python_version()}"


def _host() -> str:
    if "google.colab" in sys.modules:
        return "Colab"
    return "Kaggle" if "KAGGLE_KERNEL_RUN_TYPE" in os.environ else platform.system()


def _device() -> str:
    device = describe_device()
    if not torch.cuda.is_available():
        return (
            f"{device}. The minutes in each lesson's first cell are for such a "
            "machine; photos want a GPU (on Colab: Runtime > Change runtime type)"
        )
    free, whole = torch.cuda.mem_get_info()
    return (
        f"{device}, {free / GB:.1f} of {whole / GB:.1f} GB free. Lessons keep to the "
        "minutes in their first cells, which are for a CPU, and photos can be learnt"
    )


def _versions() -> str:
    """The main versions, and all that lie outside what pyproject.toml allows."""
    try:
        wanted = [Requirement(text) for text in requires(COURSE) or []]
    except PackageNotFoundError:
        wanted = []
    amiss = []
    for one in wanted:
        if one.marker and not one.marker.evaluate({"extra": "clip"}):
            continue
        got = _version(one.name)
        missing = got in ("none", "of no version")
        if missing or not one.specifier.contains(got, prereleases=True):
            amiss.append(f"**{one.name} {got}, tested with {one.specifier}**")
    told = ", ".join(f"{name} {_version(name)}" for name in NAMED)
    if amiss and "google.colab" in sys.modules:
        amiss.append(
            f"Colab keeps dated images; we tested {TESTED}: Runtime > Change runtime "
            f"type > Runtime version > {TESTED}"
        )
    well = "all within the tested range" if wanted else "**tested range not known**"
    return f"{told}; {', '.join(amiss) or well}"


def _version(name: str) -> str:
    try:
        return version(name) or "of no version"
    except PackageNotFoundError:
        return "none"


def _memory() -> str:
    memory = psutil.virtual_memory()
    told = f"{memory.available / GB:.1f} of {memory.total / GB:.1f} GB free"
    if memory.available < LITTLE:
        return f"**{told}**; restart the kernel, close other notebooks"
    return told


def _disk() -> str:
    disk = shutil.disk_usage(".")
    told = f"{disk.free / GB:.1f} of {disk.total / GB:.1f} GB free in {os.getcwd()}"
    return f"**{told}**; photos need more" if disk.free < FULL else told


def _photos(data: str) -> str:
    folder = os.environ.get(f"{data.upper()}_DIR") or find(data)
    return f"in {folder}" if folder else f"not here; {SIZES[data]} to download"


def _fashion_mnist() -> str:
    root = os.environ.get(fashion_mnist.VARIABLE) or DATA
    if fashion_mnist.missing_files(root):
        return f"not here; {fashion_mnist.SIZE} to download"
    return f"in {root}"


def _trainings() -> str:
    folder = keeping_folder()
    if folder is None and "google.colab" in sys.modules:
        return f"lost with this machine: Drive is not mounted. To mount it: {MOUNT}"
    drive = " (Drive is mounted)" if DRIVE.is_dir() else ""
    return f"kept in {folder}{drive}" if folder else "not kept; KEEP_DIR names a folder"


if __name__ == "__main__":
    doctor()
