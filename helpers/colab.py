"""A doctor for notebooks: what a question about a failing lesson should tell.

from helpers.colab import doctor
doctor()
"""

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, requires, version

import psutil
import torch
from packaging.requirements import Requirement

from . import fashion_mnist
from .devices import describe_device
from .download import KAGGLE, SIZES, find
from .keep import DATA, DRIVE, MOUNT, keeping_folder

COURSE = "patches-to-captions"
NAMED = ("torch", "torchvision", "numpy", "pandas", "matplotlib", "ipython")
GB = 1e9
LITTLE = 2 * GB  # of memory; a lesson with torch loaded needs about that
FULL = 3 * GB  # of disk; flickr8k and what a ResNet-50 saw in it


def doctor() -> None:
    """Print a page about this machine, in Markdown, to paste into a question."""
    print(examine())


def examine() -> str:
    """The doctor's page: a line for each thing; what is amiss begins with **."""
    lines = {
        "course": f"{version(COURSE)} on {_host()}, Python {platform.python_version()}",
        "device": _device(),
        "versions": _versions(),
        "memory": _memory(),
        "disk": _disk(),
        **{data: _photos(data) for data in KAGGLE},
        "fashion_mnist": _fashion_mnist(),
        "scenes": f"drawn when a lesson asks for them, in {DATA.resolve()}",
        "trainings": _trainings(),
    }
    body = "\n".join(f"- {name}: {told}" for name, told in lines.items())
    return f"### Patches to Captions: the doctor's page\n\n{body}"


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
    amiss, wanted = [], [Requirement(text) for text in requires(COURSE)]
    for one in wanted:
        if one.marker and not one.marker.evaluate({"extra": "clip"}):
            continue
        try:
            got = version(one.name)
        except PackageNotFoundError:
            got = "none"
        if got == "none" or not one.specifier.contains(got, prereleases=True):
            amiss.append(f"**{one.name} {got}, tested with {one.specifier}**")
    told = ", ".join(f"{name} {version(name)}" for name in NAMED)
    return f"{told}; {', '.join(amiss) or 'all within the tested range'}"


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
