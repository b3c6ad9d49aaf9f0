"""Read captions as COCO and as Karpathy's splits have them, with their sides.

COCO: {"images": [{"id": 9, "file_name": "a.jpg"}], "annotations": [{"image_id": 9,
"caption": "A dog."}]}, a file a side, whose name holds `train`, `val` or `test`.

Karpathy: {"images": [{"filename": "a.jpg", "split": "train", "sentences": [{"raw":
"A dog."}]}]}, one file for all sides; `restval` is learned from.

Source: Chen et al. 2015 (arXiv:1504.00325); Karpathy and Fei-Fei 2015
(arXiv:1412.2306).
"""

__lesson__ = "00"

import json
from pathlib import Path

import pandas as pd

PLACES = ("*.json", "annotations/*.json")
SIDES = {"train": "train", "restval": "train", "val": "val", "test": "test"}
Row = tuple[str, str, str]  # image, caption, side; "" for none


def find_json(folder: Path) -> list[Path]:
    """Files of captions in a folder or its annotations/; others are passed over."""
    files = (file for place in PLACES for file in sorted(folder.glob(place)))
    return [file for file in files if _is_captions(file)]


def _is_captions(file: Path) -> bool:
    try:
        return bool(_rows(file))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False  # of something else, such as boxes


def read_json(files: list[Path]) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """A table with the columns image, caption, utf8, and for each side its images.

    No sides, where the files tell none.
    """
    rows = [row for file in files for row in _rows(file)]
    table = pd.DataFrame(
        [(image, " ".join(caption.split()), True) for image, caption, _ in rows],
        columns=["image", "caption", "utf8"],
    )
    sides = {
        side: list(dict.fromkeys(image for image, _, s in rows if s == side))
        for side in ("train", "val", "test")
    }
    return table, sides if any(sides.values()) else {}


def _rows(file: Path) -> list[Row]:
    data = json.loads(file.read_text(encoding="utf-8-sig"))
    if "annotations" in data:
        return _of_coco(data, _side_of(file.stem))
    return [
        (image["filename"], sentence["raw"], SIDES.get(image.get("split"), ""))
        for image in data["images"]
        for sentence in image["sentences"]
    ]


def _of_coco(data: dict, side: str) -> list[Row]:
    names = {image["id"]: image["file_name"] for image in data["images"]}
    return [
        (names[row["image_id"]], row["caption"], side)
        for row in data["annotations"]
        if row["image_id"] in names
    ]


def _side_of(name: str) -> str:
    return next((side for side in ("train", "val", "test") if side in name), "")
