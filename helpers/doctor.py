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
from .messages import marked, translate
from .names import DATA, KAGGLE
from .resume import DRIVE, MOUNT, keeping_folder

LINES = ("course", "device", "versions", "memory", "disk", "scenes", "trainings")
marked(LINES)
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
        "scenes": lambda: translate(
            f"drawn when a lesson asks for them, in {DATA.absolute()}"
        ),
        "trainings": _trainings,
    }
    answers = {translate(name): _asked(ask) for name, ask in questions.items()}
    body = "\n".join(f"- {name}: {said}" for name, said in answers.items())
    title = translate("Patches to Captions: the doctor's page")
    return f"### {title}\n\n{body}"


def _asked(question: Callable[[], str]) -> str:
    """The answer; or why there is none, since the page must not fail."""
    try:
        return question()
    except Exception as error:
        return translate(f"**could not be told: {type(error).__name__}: {error}**")


def _course() -> str:
    told = f"{__version__} {__build__}".strip()
    folder, python = Path(__file__).parents[1], platform.python_version()
    return translate(f"{told} from {folder} on {_host()}, Python {python}")


def _host() -> str:
    if "google.colab" in sys.modules:
        return "Colab"
    return "Kaggle" if "KAGGLE_KERNEL_RUN_TYPE" in os.environ else platform.system()


def _device() -> str:
    device = describe_device()
    if not torch.cuda.is_available():
        return translate(
            f"{device}. The minutes in each lesson's first cell are for such a "
            "machine; photos want a GPU (on Colab: Runtime > Change runtime type)"
        )
    free, whole = torch.cuda.mem_get_info()
    return translate(
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
            amiss.append(
                translate(f"**{one.name} {got}, tested with {one.specifier}**")
            )
    told = ", ".join(f"{name} {_version(name)}" for name in NAMED)
    if amiss and "google.colab" in sys.modules:
        amiss.append(
            translate(
                f"Colab keeps dated images; we tested {TESTED}: Runtime > Change "
                f"runtime type > Runtime version > {TESTED}"
            )
        )
    well = translate(
        "all within the tested range" if wanted else "**tested range not known**"
    )
    return f"{told}; {', '.join(amiss) or well}"


def _version(name: str) -> str:
    try:
        return version(name) or "of no version"
    except PackageNotFoundError:
        return "none"


def _memory() -> str:
    memory = psutil.virtual_memory()
    free, whole = memory.available / GB, memory.total / GB
    if memory.available < LITTLE:
        return translate(
            f"**{free:.1f} of {whole:.1f} GB free**; restart the kernel, close other "
            "notebooks"
        )
    return translate(f"{free:.1f} of {whole:.1f} GB free")


def _disk() -> str:
    disk = shutil.disk_usage(".")
    free, whole, here = disk.free / GB, disk.total / GB, os.getcwd()
    if disk.free < FULL:
        return translate(
            f"**{free:.1f} of {whole:.1f} GB free in {here}**; photos need more"
        )
    return translate(f"{free:.1f} of {whole:.1f} GB free in {here}")


def _photos(data: str) -> str:
    folder = os.environ.get(f"{data.upper()}_DIR") or find(data)
    return _in(folder) if folder else _to_download(SIZES[data])


def _fashion_mnist() -> str:
    root = os.environ.get(fashion_mnist.VARIABLE) or DATA
    if fashion_mnist.missing_files(root):
        return _to_download(fashion_mnist.SIZE)
    return _in(root)


def _in(folder: str | Path) -> str:
    return translate(f"in {folder}")


def _to_download(size: str) -> str:
    size = translate(size)
    return translate(f"not here; {size} to download")


def _trainings() -> str:
    folder = keeping_folder()
    if folder is None and "google.colab" in sys.modules:
        return translate(
            f"lost with this machine: Drive is not mounted. To mount it: {MOUNT}"
        )
    if folder is None:
        return translate("not kept; KEEP_DIR names a folder")
    if DRIVE.is_dir():
        return translate(f"kept in {folder} (Drive is mounted)")
    return translate(f"kept in {folder}")


if __name__ == "__main__":
    doctor()
