"""Read a table of captions, as people and programs write them.

    image,caption                               ours, and Kaggle's Flickr8k
    image_name,comment_number,comment           Kaggle's Flickr30k
    image_name| comment_number| comment         the same as results.csv
    1000268201_693b08cb0e.jpg#0<tab>A child     the token files of both

Columns are told by their names, in any order, between commas, semicolons, tabs or bars.
Commas and quotes in a caption may be quoted as CSV has it, or stand bare; a quoted
caption may go over several lines.
"""

__lesson__ = "00"

import codecs
import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd

IMAGE = ("image", "image_name", "image_id", "filename", "file_name", "file", "photo")
CAPTION = ("caption", "comment", "text", "sentence", "description")
BETWEEN = (",", "\t", ";", "|")
TOKEN = re.compile(r"^[^\t]+\.\w+#\d+\t")  # a line of a token file, which has no header
NUMBER = re.compile(r"#\d+$")
ROW = re.compile(r"^[^,;|\t\"]+\.\w{3,5}(?:#\d+)?\s*[,;|\t]")  # how a row begins
LINES = 20  # that one quoted caption may go over


def read_table(path: Path) -> pd.DataFrame:
    """Columns image, caption, utf8; a line without a caption has an empty one.

    Lines that are not UTF-8 are read as Windows-1252, which includes Latin-1.

    Raises:
        ValueError: the first line names no column of images or none of captions.
    """
    lines = [line for line in _lines(path.read_bytes()) if line[0].strip()]
    header = lines[0][0] if lines else "an empty file"
    if TOKEN.match(header):
        between, image, caption, width = "\t", 0, 1, 2
    else:
        between, image, caption, width = _columns(header, path)
        lines = lines[1:]
    rows = []
    for text, utf8 in _whole(lines, between):
        cells = _cells(text, between)
        bare = max(0, len(cells) - width)  # separators that stand bare in the caption
        last = caption + bare + 1
        cells[caption:last] = [between.join(cells[caption:last])]
        said = cells[caption] if caption < len(cells) else ""
        name = cells[image] if image < len(cells) else ""
        rows.append((NUMBER.sub("", name.strip()), said.strip(), utf8))
    table = pd.DataFrame(rows, columns=["image", "caption", "utf8"])
    return table.astype({"image": str, "caption": str, "utf8": bool})


def _columns(header: str, path: Path) -> tuple[str, int, int, int]:
    """What stands between columns, places of image and caption, number of columns."""
    for between in BETWEEN:
        names = [name.strip().lower() for name in _cells(header, between)]
        image = [k for k, name in enumerate(names) if name in IMAGE]
        caption = [k for k, name in enumerate(names) if name in CAPTION]
        if len(image) == 1 and len(caption) == 1:
            return between, image[0], caption[0], len(names)
    raise ValueError(
        f"expected the first line `image,caption`, or one like it, in {path}, got "
        f"`{header[:80]}`; put a line above the rows that names each of their columns "
        "in order, one `image` and one `caption`, with the same separator as the rows"
    )


def _lines(data: bytes) -> list[tuple[str, bool]]:
    """Each line's text, and whether it was UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode()
    lines = []
    for line in data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").splitlines():
        try:
            lines.append((line.decode(), True))
        except UnicodeDecodeError:
            lines.append((line.decode("cp1252", errors="replace"), False))
    return lines


def _whole(lines: list[tuple[str, bool]], between: str) -> list[tuple[str, bool]]:
    """Lines of one quoted caption joined by blanks.

    A quote left open joins nothing: the next row, or too many lines, come before its
    end.
    """
    rows, k = [], 0
    while k < len(lines):
        text, utf8 = lines[k]
        last = k
        while _open(text, between) and last + 1 < min(len(lines), k + LINES):
            following, fine = lines[last + 1]
            if ROW.match(following):
                break
            text, utf8, last = f"{text} {following}", utf8 and fine, last + 1
        if _open(text, between):  # it never closes: a bare quote
            (text, utf8), last = lines[k], k
        rows.append((text, utf8))
        k = last + 1
    return rows


def _open(text: str, between: str) -> bool:
    """Whether a cell begins with a quote and the line ends within it."""
    return f'{between}"' in text.replace(" ", "") and text.count('"') % 2 == 1


def _cells(line: str, between: str) -> list[str]:
    """Cells of one row; one at a time, since an open quote swallows what follows."""
    how: dict[str, Any] = {"delimiter": between}
    if f'{between} "' in line:  # a blank before a quote, as some programs write it
        how["skipinitialspace"] = True
    if '\\"' in line:  # and a quote within quotes
        how["escapechar"] = "\\"
    try:
        return next(csv.reader([line], **how))
    except csv.Error:  # a cell of over 131,072 characters
        return line.split(between)
