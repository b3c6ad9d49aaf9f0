"""Damage files of all kinds that the project reads: each is read or refused in a line.

    python -m bench.fuzz                50,000 damaged files
    python -m bench.fuzz --files 500    a try

Pictures of 14 formats, tables, lists of splits, run.json and captioners are damaged at
random (bytes changed, cut out, doubled, the end cut off), always alike for a seed, and
handed to the reader that the commands use. A reader may return, or raise ValueError or
OSError with a message; anything else, or more than SECONDS or MEMORY, is a fault.
"""

import argparse
import json
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image, features

from helpers.caption_table import read_table
from helpers.captioner import Captioner
from helpers.commands import in_words
from helpers.datasets import read_list
from helpers.images import is_whole, load_image
from helpers.run_folder import read_run_file
from helpers.tokens import Vocabulary

SECONDS = 10  # a file; the largest picture that Pillow accepts takes some
MEMORY = 4 * 2**30  # bytes of address space beyond what the process has at the start
MESSAGE = 2000  # characters of an error at most
FORMATS = {  # ending: modes in which a picture is saved
    "jpg": ("RGB", "L", "CMYK"), "png": ("RGB", "RGBA", "P", "I;16", "LA", "1"),
    "gif": ("P", "L"), "webp": ("RGB", "RGBA"), "bmp": ("RGB", "L", "1"),
    "tif": ("RGB", "F", "I", "I;16", "CMYK"), "ppm": ("RGB", "L"), "ico": ("RGBA",),
    "tga": ("RGB", "RGBA"), "pcx": ("RGB", "L"), "sgi": ("RGB", "L"), "dds": ("RGBA",),
    "jp2": ("RGB", "L"), "avif": ("RGB", "RGBA"),
}  # fmt: skip
Reader = Callable[[Path], object]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.fuzz", description=__doc__[:76])
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with in_words(parser.prog):
        began = time.monotonic()
        outcomes, faults = fuzz(given.files, given.seed)
        for (kind, outcome), count in sorted(outcomes.items()):
            print(f"{kind:12} {outcome:8} {count}")
        print(f"{sum(outcomes.values())} files in {time.monotonic() - began:.0f} s")
        if faults:
            raise ValueError(f"{len(faults)} faults, the first: {faults[0]}")


def fuzz(files: int, seed: int) -> tuple[Counter, list[str]]:
    """Outcomes by kind of file, and what went wrong, with the seed that repeats it."""
    outcomes, faults = Counter(), []
    bound_memory()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kinds = samples(Path(folder))
        for k in range(files):
            rng = np.random.default_rng([seed, k])
            kind, ending, data, reader = kinds[k % len(kinds)]
            path = Path(folder) / f"damaged.{ending}"
            path.write_bytes(damage(data, rng))
            outcome = read(reader, path)
            outcomes[kind, "read" if outcome == "read" else "refused"] += 1
            if outcome not in ("read", "refused"):
                faults.append(f"seed {seed}, file {k} ({kind}): {outcome}")
    return outcomes, faults


def samples(folder: Path) -> list[tuple[str, str, bytes, Reader]]:
    """(kind, ending, bytes of a sound file, its reader), one for each kind and mode."""
    noise = np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)
    found: list[tuple[str, str, bytes, Reader]] = []
    for ending, modes in FORMATS.items():
        if ending == "avif" and not features.check("avif"):
            continue
        for mode in modes:
            path = folder / f"sound.{ending}"
            gray = Image.fromarray(noise).convert("L")
            if mode in ("I;16", "F", "I"):
                kind = {"I;16": np.uint16, "F": np.float32, "I": np.int32}[mode]
                Image.fromarray(np.asarray(gray).astype(kind)).save(path)
            else:
                Image.fromarray(noise).convert(mode).save(path)
            found.append((ending, ending, path.read_bytes(), read_picture))
    rows = "image,caption\na.jpg,A dog runs\nb.jpg,\"A cat, 'two'\nand more\"\n"
    for text in (rows, rows.replace(",", "|"), rows.replace(",", "\t")):
        for code in ("utf-8", "utf-16", "cp1252"):
            found.append(("table", "txt", text.encode(code), read_table))
    found.append(("list", "txt", b"a.jpg\nb.jpg\r\nc.jpg\n", read_list))
    run = {"format": 2, "settings": {"data": "scenes", "epochs": 3}, "words": ["a"]}
    found += [("run", "json", json.dumps(run).encode(), read_run)] * 3
    path = folder / "sound.safetensors"
    tiny().save(path)
    found += [("captioner", "safetensors", path.read_bytes(), Captioner.load)] * 4
    return found


def tiny() -> Captioner:
    encoder = {"spec": "vit", "image_size": 16, "patch_size": 8, "width": 4, "heads": 1,
               "layers": 1, "dropout": 0.0}  # fmt: skip
    decoder = {"kind": "transformer", "width": 4, "heads": 1, "layers": 1,
               "max_length": 5, "dropout": 0.0}  # fmt: skip
    config = {"encoder": encoder, "decoder": decoder}
    return Captioner(config, Vocabulary(["a", "dog"]), pretrained=False)


def read_picture(path: Path) -> None:
    is_whole(path)
    pixels = load_image(path, 16)
    if pixels.shape != (16, 16, 3) or pixels.dtype != np.uint8:
        raise AssertionError(f"got {pixels.dtype} {pixels.shape}")


def read_run(path: Path) -> None:
    """As a command reads RUN/run.json."""
    path.replace(path.with_name("run.json"))
    read_run_file(path.parent)


def damage(data: bytes, rng: np.random.Generator) -> bytes:
    """One to eight changes: bytes set, cut out, doubled, or the end cut off."""
    changed = bytearray(data)
    for _ in range(rng.integers(1, 9)):
        if not changed:
            break
        at, length = int(rng.integers(len(changed))), int(rng.integers(1, 9))
        what = rng.integers(5)
        if what <= 1:  # most often: that finds most
            changed[at] = int(rng.integers(256))
        elif what == 2:
            del changed[at : at + length]
        elif what == 3:
            changed[at:at] = changed[at : at + length]
        elif rng.random() < 0.2:
            del changed[at:]
    return bytes(changed)


def read(reader: Reader, path: Path) -> str:
    """ "read", "refused", or what went wrong."""

    def late(*_):
        raise TimeoutError(f"took over {SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        reader(path)
        return "read"
    except TimeoutError as error:
        return str(error)
    except (ValueError, OSError) as error:
        text = str(error)
        return "refused" if 0 < len(text) <= MESSAGE else f"{len(text)} characters"
    except BaseException as error:  # what no command would put into words
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def bound_memory() -> None:
    torch.set_num_threads(1)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))


if __name__ == "__main__":
    sys.exit(main())
