"""Captioned pictures by name, and their splits by image.

The sets: `scenes` (drawn here), `flickr8k` and `flickr30k` (photos from Kaggle),
or any folder with `Images/` and `captions.txt`.
"""

__lesson__ = "03"

import os
import random
import shutil
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from .caption_folder import CaptionSet, Names, read_folder
from .download import fetch
from .language import ENGLISH, load_language
from .names import DATA, KAGGLE
from .scenes import VERSION, write_scenes
from .worlds import DRAWN

LISTS = {
    "train": "Flickr_8k.trainImages.txt",
    "val": "Flickr_8k.devImages.txt",
    "test": "Flickr_8k.testImages.txt",
}
HELD_OUT = 10  # without lists, one picture in so many for val, and as many for test


def load_captions(
    data: str | Path,
    *,
    folder: Path | str | None = None,
    cache: Path | str = DATA,
    count: int = 2000,
    language: str | None = None,
) -> CaptionSet:
    """Read one captioned set; its `report` says what was found and left out.

    Args:
        data: "scenes", "wide-scenes", "flickr8k", "flickr30k", or a folder of the
            same format (`./flickr8k` for one that has such a name).
        folder: where flickr8k or flickr30k lies already; without it the variable
            FLICKR8K_DIR or FLICKR30K_DIR, without that a download by kagglehub.
        cache: where scenes are drawn, once for each count and language.
        count: how many scenes.
        language: of their captions; its code, such as pt_BR. None: see `speak`.

    Raises:
        FileNotFoundError, ValueError: see `read_folder`.
        ConnectionError: the download failed; the message names the other way.
    """
    if folder is not None and data not in KAGGLE:
        raise ValueError(
            f"folder= goes with {' or '.join(KAGGLE)}, got data={str(data)!r}; "
            "give your own folder as data"
        )
    if data in DRAWN:
        spoken = load_language(language).code
        return read_folder(_draw(str(data), Path(cache), count, spoken))
    if data in KAGGLE:
        given = folder or dataset_folder(data)
        place = Path(given).expanduser() if given else fetch(data, _variable(data))
        return read_folder(Path(place))
    if not Path(data).expanduser().exists():
        raise FileNotFoundError(
            f"expected {', '.join([*DRAWN, *KAGGLE])} or a folder with Images/ and "
            f"captions.txt, got {str(data)!r}, which does not exist"
        )
    return read_folder(Path(data).expanduser())


def dataset_folder(data: str) -> str | None:
    """Where the variable FLICKR8K_DIR or FLICKR30K_DIR says that such a set lies."""
    return os.environ.get(_variable(data)) or None if data in KAGGLE else None


def _variable(data: str) -> str:
    return f"{data.upper()}_DIR"


def _draw(data: str, cache: Path, count: int, language: str) -> Path:
    """The folder of drawn scenes, drawn again if it is damaged or of an old kind."""
    said = "" if language == ENGLISH else f"-{language}"
    folder = cache / f"{data}-{count}-v{VERSION}{said}"
    world = DRAWN[data].said_in(language)
    if not _is_drawn(folder, count):
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache, prefix="drawing-") as scratch:
            drawn = write_scenes(Path(scratch) / "new", count, world=world)
            try:
                drawn.rename(folder)  # all of it appears, or nothing
            except OSError:  # damaged, unless another process has just put its own
                if not _is_drawn(folder, count):
                    shutil.rmtree(folder)
                    drawn.rename(folder)
    return folder


def _is_drawn(folder: Path, count: int) -> bool:
    texts = (folder / "captions.txt", folder / "scenes.json")
    pictures = sum(1 for _ in folder.glob("Images/*.png"))
    return pictures == count and all(text.is_file() for text in texts)


def split_by_image(
    rows: Sequence[tuple[str, str]], held_out: int, seed: int
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(train, rest): all rows of `held_out` images, drawn by the seed, are the rest.

    Both keep the rows' order. Captions of one picture stay on one side; split by
    row, a model would be tested on pictures it has learnt.

    Raises:
        ValueError: more images held out than there are, or fewer than none.
    """
    images = sorted({image for image, _ in rows})
    if not 0 <= held_out <= len(images):
        raise ValueError(
            f"expected 0 to {len(images)} held-out images, got {held_out}; "
            "count images, not rows"
        )
    held = set(random.Random(seed).sample(images, held_out))
    train = [row for row in rows if row[0] not in held]
    rest = [row for row in rows if row[0] in held]
    return train, rest


def standard_splits(caption_set: CaptionSet, seed: int = 0) -> dict[str, list[str]]:
    """Image names for "train", "val" and "test".

    The sides that the captions' own file tells; else Flickr8k's own lists where they
    lie in the folder, in its Flickr8k_text/, or in one beside it: a list that is not
    there leaves its side empty, pictures on no list are left out (`describe_splits`
    counts them). Else a tenth of the pictures, drawn by the seed, for val, and a tenth
    for test.

    Raises:
        ValueError: one picture on two lists.
    """
    known = Names(caption_set.captions)  # lists too may write names in another form
    splits = {}
    for side, names in (caption_set.sides or _read_lists(caption_set.folder)).items():
        found = dict.fromkeys(map(known.find, names))
        splits[side] = [name for name in found if name in caption_set.captions]
    check_splits(splits)
    if any(splits.values()):  # lists of other pictures do not count
        return splits
    count = len(caption_set)
    held_out = max(1, count // HELD_OUT) if count >= 3 else 0
    rest, test = split_by_image(caption_set.rows(), held_out, seed)
    train, val = split_by_image(rest, held_out, seed)
    sides = {"train": train, "val": val, "test": test}
    return {side: list(dict(rows)) for side, rows in sides.items()}


def limit_splits(
    splits: dict[str, list[str]], limit: int, seed: int = 0
) -> dict[str, list[str]]:
    """Of each side a share of its pictures, drawn by the seed, `limit` in all.

    No side becomes empty by it; 0, or as many as there are, leaves all.
    """
    total = sum(map(len, splits.values()))
    if not limit or limit >= total:
        return splits
    draw, kept = random.Random(seed), {}
    for side, names in splits.items():
        count = min(len(names), max(1, round(len(names) * limit / total)))
        places = sorted(draw.sample(range(len(names)), count))
        kept[side] = [names[k] for k in places]
    return kept


def check_splits(splits: dict[str, list[str]]) -> None:
    """Raise ValueError, with names and counts, if a picture is on two sides."""
    for one, other in combinations(splits, 2):
        shared = sorted(set(splits[one]) & set(splits[other]))
        if shared:
            raise ValueError(
                f"expected every picture on one side, got {len(shared)} of "
                f"{len(splits[one])} in {one} also among the {len(splits[other])} in "
                f"{other}: {', '.join(shared[:3])}; split by image, not by row"
            )


def describe_splits(caption_set: CaptionSet, splits: dict[str, list[str]]) -> str:
    """One line: how many pictures each side has, and how many are on none."""
    counts = ", ".join(f"{len(names)} {side}" for side, names in splits.items())
    used = set().union(*splits.values())
    return f"{counts}, {len(set(caption_set.captions) - used)} left out"


def _read_lists(folder: Path) -> dict[str, list[str]]:
    text = "Flickr8k_text"
    for place in (folder, folder / text, folder.resolve().parent / text):
        files = {side: place / name for side, name in LISTS.items()}
        if any(file.is_file() for file in files.values()):
            return {side: read_list(file) for side, file in files.items()}
    return {side: [] for side in LISTS}


def read_list(file: Path) -> list[str]:
    """The names, each once; none if there is no such file.

    Raises:
        ValueError: the file is not UTF-8.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines() if file.is_file() else []
    except UnicodeDecodeError as error:
        raise ValueError(
            f"expected a list of names in UTF-8, got {file}: {error}; save it as UTF-8"
        ) from error
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))
