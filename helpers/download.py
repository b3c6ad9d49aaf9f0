"""Flickr8k and Flickr30k from Kaggle: found on this machine, or downloaded.

kagglehub keeps a set in its cache and marks it when it is complete; on Colab and on
Kaggle it may hand out a mounted folder instead, which can only be read. It waits for a
mount without end. Here a call that gets nothing for a while is given up.
"""

__lesson__ = "00"

import contextlib
import os
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

from .messages import marked
from .names import IMAGES, KAGGLE

SIZES = {"flickr8k": "about 1 GB", "flickr30k": "about 4 GB"}
marked(SIZES)
MOUNTS = Path("/kaggle/input")  # of Colab and Kaggle, read-only
STALLED = 120  # seconds without a new byte; Colab's mounts take one or two
GLANCE = 2  # seconds between two looks at what has arrived
WHOLE = 0.99  # share of the pictures named in captions.txt; the unpacking stopped below


def find(data: str) -> Path | None:
    """The folder of a set that is here already and whole, else None; no network."""
    name, cache = KAGGLE[data], _cache(data)
    marked = sorted(cache.glob("*.complete"), key=lambda path: path.stem.zfill(9))
    versions = [cache / "versions" / path.stem for path in reversed(marked)]
    mounts = [MOUNTS / data, MOUNTS / "datasets" / name]
    return next(filter(is_whole, versions + mounts), None)


def is_whole(folder: Path) -> bool:
    """Whether captions.txt is there, and the pictures that it names."""
    images = next(filter(Path.is_dir, (folder / name for name in IMAGES)), None)
    if not images or not (folder / "captions.txt").is_file():
        return False
    lines = (folder / "captions.txt").read_text("utf-8", "replace").splitlines()
    named, there = {line.split(",")[0] for line in lines[1:]}, set(os.listdir(images))
    return bool(named) and len(named & there) >= WHOLE * len(named)


def fetch(data: str, variable: str) -> Path:
    """The folder of a set, downloaded by kagglehub if it is not here.

    A download that was cut off goes on where it stopped.

    Args:
        data: a key of KAGGLE.
        variable: of the environment, for a folder that was fetched by other means.

    Raises:
        ConnectionError: no network, a stall, or only a part arrived; the message
            says what to do.
    """
    if folder := find(data):
        return folder
    try:
        folder = _fetch(KAGGLE[data])
        if not is_whole(folder) and folder.is_relative_to(_cache(data)):
            folder = _fetch(KAGGLE[data], force_download=True)
    except Exception as error:  # requests', Kaggle's and Colab's own, of many kinds
        raise ConnectionError(
            f"could not download {data} from Kaggle ({type(error).__name__}: {error}); "
            "run this again, it goes on where it stopped; or "
            + _by_hand(data, variable)
        ) from error
    if not is_whole(folder):
        raise ConnectionError(
            f"expected all pictures of {data} in {folder}, got a part of them; "
            f"wait and run this again, or {_by_hand(data, variable)}"
        )
    return folder


def _by_hand(data: str, variable: str) -> str:
    return (
        f"fetch https://www.kaggle.com/datasets/{KAGGLE[data]} on a machine with a "
        f"network, unpack it, and name the folder: {variable}=/the/folder"
    )


def _cache(data: str) -> Path:
    from kagglehub.config import get_cache_folder

    return Path(get_cache_folder()) / "datasets" / KAGGLE[data]


def _fetch(handle: str, **options) -> Path:
    """kagglehub's own call; if Colab's mount stalls, once more without the mount."""
    try:
        return _call(handle, **options)
    except TimeoutError:
        if "TBE_RUNTIME_ADDR" not in os.environ:  # not on Colab
            raise
        print("Colab's own copy does not come; downloading from Kaggle instead.")
        os.environ["DISABLE_COLAB_CACHE"] = "1"
        return _call(handle, **options)


def _call(handle: str, **options) -> Path:
    """Call kagglehub in a thread, and give up when nothing arrives any more."""
    import kagglehub  # takes a second, and only this route needs it

    done: SimpleQueue[str | Exception] = SimpleQueue()

    def work():
        try:
            done.put(kagglehub.dataset_download(handle, **options))
        except Exception as error:
            done.put(error)

    threading.Thread(target=work, daemon=True).start()
    size, since = 0, time.monotonic()
    while True:
        try:
            got = done.get(timeout=GLANCE)
        except Empty:
            now = _bytes()
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() - since > STALLED:
                raise TimeoutError(f"nothing arrived for {STALLED} s") from None
        else:
            if isinstance(got, Exception):
                raise got
            return Path(got)


def _bytes() -> int:
    """How much lies in kagglehub's cache."""
    from kagglehub.config import get_cache_folder

    size = 0
    for folder, _, names in os.walk(get_cache_folder()):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # a draft, renamed meanwhile
                size += os.lstat(os.path.join(folder, name)).st_size
    return size
