"""Read a folder of captioned pictures: `Images/` and `captions.txt`.

The first line of captions.txt names the columns, `image,caption`; caption_table.py
tells which other tables are read. Every other line is one row. Without it the files of
COCO or Karpathy are read: caption_json.py.
"""

__lesson__ = "00"

import os
import unicodedata
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .caption_json import find_json, read_json
from .caption_table import read_table
from .commands import printable
from .images import is_whole
from .messages import translate
from .names import IMAGES, SUFFIXES

READERS = 8  # threads: on a mounted folder each file is a wait, not work
NAMED = 3  # how many names a line of the report shows


@dataclass(frozen=True)
class CaptionSet:
    """Pictures and their captions, the unusable rows already left out.

    Attributes:
        folder: where captions.txt lies (and scenes.json, for drawn scenes).
        captions: image name -> its captions, both in the file's order.
        report: how much there is, and what was left out, by name.
        images: the name of the subfolder that holds the image files.
        sides: names for "train", "val" and "test", where the captions tell them.
    """

    folder: Path
    captions: dict[str, list[str]]
    report: str
    images: str = "Images"
    sides: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.captions)

    def rows(self) -> list[tuple[str, str]]:
        """Every (image name, caption) pair."""
        return [(name, text) for name in self.captions for text in self.captions[name]]

    def path(self, name: str) -> Path:
        return self.folder / self.images / name


def read_folder(folder: Path) -> CaptionSet:
    """Read the captions and look at every image file they name; write nothing.

    Rows without a caption, without an image or with a broken one, and images
    without a caption, are left out and named in the report. Repeated rows are named
    and kept: two people may write the same, and Flickr8k has nine such pairs.
    Names match in whatever Unicode form and case, with or without `Images/` before.

    `is_whole` says which broken images are found here; `load_image` raises for
    the rest.

    Raises:
        FileNotFoundError: no such folder, or captions or Images/ missing.
        ValueError: another header, or no row that can be used.
    """
    images = _find(folder)
    text = folder / "captions.txt"
    sides: dict[str, list[str]] = {}
    if text.is_file():
        table = read_table(text)
    else:
        table, sides = read_json(find_json(folder))
    table, notes = _sift(table, images)
    captions = table.groupby("image", sort=False)["caption"].agg(list).to_dict()
    summary = f"{len(captions)} pictures with {len(table)} captions in {folder}"
    report = "\n  ".join([summary, *notes])
    if not captions:
        raise ValueError(
            f"expected at least one caption with its image, got {report}\n"
            "compare the names in captions.txt with the files; each line is "
            "`name.jpg,A caption`"
        )
    return CaptionSet(folder, captions, report, images.name, sides)


def _find(folder: Path) -> Path:
    if not folder.is_dir():
        file, nothing = translate("a file; unpack it first"), translate("nothing there")
        raise FileNotFoundError(
            f"expected a folder with Images/ and captions.txt at {folder}, got "
            f"{file if folder.exists() else nothing}"
        )
    images = [folder / name for name in IMAGES if (folder / name).is_dir()]
    told = (folder / "captions.txt").is_file() or find_json(folder)
    if not images or not told:
        entries = sorted(os.listdir(folder))
        got = ", ".join(entries[:8]) + (", ..." if len(entries) > 8 else "")
        got = got or translate("it empty")
        raise FileNotFoundError(
            f"expected a folder with Images/ and captions.txt at {folder}, found "
            f"{got}; name the folder that holds both, with exactly these names"
        )
    return images[0]


def _sift(table: pd.DataFrame, images: Path) -> tuple[pd.DataFrame, list[str]]:
    """The usable rows, and a note for each kind of other rows that occurs."""
    files = set(os.listdir(images))
    known = Names(files)
    table = table.assign(image=[known.find(name) for name in table["image"]])
    image = table["image"]
    faults = {
        "rows without a caption": table["caption"] == "",
        "rows without an image file": ~image.isin(files),
        "rows with a broken image": image.isin(_broken(images, files & set(image))),
    }
    good, notes = pd.Series(True, table.index), []
    for reason, bad in faults.items():
        notes.append(_note(f"left out, {reason}", image[good & bad]))
        good &= ~bad
    alone = [f for f in files - set(image) if f.lower().endswith(SUFFIXES)]
    table, image = table[good], image[good]
    notes += [
        _note("left out, images without a row", sorted(alone)),
        _note("kept, repeated rows", image[table.duplicated()]),
        _note("kept, not UTF-8, read as Windows-1252", image[~table["utf8"]]),
    ]
    return table, [note for note in notes if note]


class Names:
    """Files of a folder, found by names as tables write them.

    Exactly if there is such a file; else without the folders before the name, in
    Unicode's form NFC (a Mac writes "e" and an accent where others write "é"), and if
    that is no file either, whatever its case, where just one fits.
    """

    def __init__(self, files: Iterable[str]):
        self.files = set(files)
        self.composed: dict[str, str] = {}  # by name in NFC
        self.folded: dict[str, list[str]] = {}  # by that name, whatever its case
        for name in sorted(self.files):
            raw = os.fsencode(name)
            if raw != name.encode("utf-8", "replace"):  # no UTF-8: an old Windows zip
                form = raw.decode("cp1252", errors="replace")
            else:
                form = unicodedata.normalize("NFC", name)
            self.composed.setdefault(form, name)
            self.folded.setdefault(form.casefold(), []).append(name)

    def find(self, name: str) -> str:
        """The file's name on disk; the name as it stands if there is none."""
        if name in self.files:
            return name
        last = name.replace("\\", "/").rpartition("/")[2].strip()
        form = unicodedata.normalize("NFC", last)
        if form in self.composed:
            return self.composed[form]
        alike = self.folded.get(form.casefold(), [])
        return alike[0] if len(alike) == 1 else name


def _broken(images: Path, names: Iterable[str]) -> list[str]:
    names = list(names)
    with ThreadPoolExecutor(READERS) as pool:
        whole = pool.map(is_whole, [images / name for name in names])
        return [name for name, good in zip(names, whole, strict=True) if not good]


def _note(reason: str, names: Collection[str]) -> str:
    """`reason: how many (the first names)`, or nothing where there are none."""
    shown = [printable(name[:60]) for name in dict.fromkeys(names)]
    more = ", ..." if len(shown) > NAMED else ""
    return f"{reason}: {len(names)} ({', '.join(shown[:NAMED])}{more})" if shown else ""
