"""Read a folder of captioned pictures: `Images/` and `captions.txt`.

The first line of captions.txt is `image,caption`; every other line is one row.
"""

import codecs
import csv
import os
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .images import is_whole

IMAGES = ("Images", "images", "flickr30k_images", "Flicker8k_Dataset")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")
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
    """

    folder: Path
    captions: dict[str, list[str]]
    report: str
    images: str = "Images"

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.captions)

    def rows(self) -> list[tuple[str, str]]:
        """Every (image name, caption) pair."""
        return [(name, text) for name in self.captions for text in self.captions[name]]

    def path(self, name: str) -> Path:
        return self.folder / self.images / name


def read_folder(folder: Path) -> CaptionSet:
    """Read captions.txt and look at every image file it names; write nothing.

    Rows without a caption, without an image or with a broken one, and images
    without a caption, are left out and named in the report. Repeated rows are named
    and kept: two people may write the same, and Flickr8k has nine such pairs.
    Commas and quotes in a caption may be quoted as CSV has it, or stand bare. Lines
    that are not UTF-8 are read as Windows-1252, which includes Latin-1.

    `is_whole` says which broken images are found here; `load_image` raises for
    the rest.

    Raises:
        FileNotFoundError: no such folder, or captions.txt or Images/ missing.
        ValueError: another header, or no row that can be used.
    """
    images = _find(folder)
    table, notes = _sift(_read_table(folder / "captions.txt"), images)
    captions = table.groupby("image", sort=False)["caption"].agg(list).to_dict()
    summary = f"{len(captions)} pictures with {len(table)} captions in {folder}"
    report = "\n  ".join([summary, *notes])
    if not captions:
        raise ValueError(
            f"expected at least one caption with its image, got {report}\n"
            "compare the names in captions.txt with the files; each line is "
            "`name.jpg,A caption`"
        )
    return CaptionSet(folder, captions, report, images.name)


def _find(folder: Path) -> Path:
    expected = f"expected a folder with Images/ and captions.txt at {folder}"
    if not folder.is_dir():
        got = "a file; unpack it first" if folder.exists() else "nothing there"
        raise FileNotFoundError(f"{expected}, got {got}")
    images = [folder / name for name in IMAGES if (folder / name).is_dir()]
    if not images or not (folder / "captions.txt").is_file():
        entries = sorted(os.listdir(folder))
        got = ", ".join(entries[:8]) + (", ..." if len(entries) > 8 else "")
        raise FileNotFoundError(
            f"{expected}, found {got or 'it empty'}; "
            "name the folder that holds both, with exactly these names"
        )
    return images[0]


def _read_table(path: Path) -> pd.DataFrame:
    """Columns image, caption, utf8; a line without a comma has an empty caption."""
    lines = [line for line in _lines(path.read_bytes()) if line[0].strip()]
    header = lines[0][0] if lines else "an empty file"
    if [cell.lower() for cell in _cells(header)] != ["image", "caption"]:
        raise ValueError(
            f"expected the first line `image,caption` in {path}, got `{header[:80]}`; "
            "add it above the rows, and separate with commas"
        )
    rows = [(*_cells(text), utf8) for text, utf8 in lines[1:]]
    table = pd.DataFrame(rows, columns=["image", "caption", "utf8"])
    return table.astype({"image": str, "caption": str, "utf8": bool})


def _lines(data: bytes) -> list[tuple[str, bool]]:
    """Each line's text, and whether it was UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode()
    lines = []
    for line in data.removeprefix(codecs.BOM_UTF8).splitlines():
        try:
            lines.append((line.decode(), True))
        except UnicodeDecodeError:
            lines.append((line.decode("cp1252", errors="replace"), False))
    return lines


def _cells(line: str) -> tuple[str, str]:
    """Image and caption of one line.

    One line at a time: in a whole file, one quote left open swallows what follows.
    """
    image, *caption = next(csv.reader([line]))
    return image.strip(), ",".join(caption).strip()


def _sift(table: pd.DataFrame, images: Path) -> tuple[pd.DataFrame, list[str]]:
    """The usable rows, and a note for each kind of other rows that occurs."""
    image, files = table["image"], set(os.listdir(images))
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


def _broken(images: Path, names: Iterable[str]) -> list[str]:
    names = list(names)
    with ThreadPoolExecutor(READERS) as pool:
        whole = pool.map(is_whole, [images / name for name in names])
        return [name for name, good in zip(names, whole, strict=True) if not good]


def _note(reason: str, names: Collection[str]) -> str:
    """`reason: how many (the first names)`, or nothing where there are none."""
    shown = [name[:60] for name in dict.fromkeys(names)]
    more = ", ..." if len(shown) > NAMED else ""
    return f"{reason}: {len(names)} ({', '.join(shown[:NAMED])}{more})" if shown else ""
