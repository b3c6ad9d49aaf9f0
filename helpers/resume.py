"""Trainings in a notebook that go on after a restart; where data and they are kept.

A hosted machine may be taken away at any moment. A loop over `resumable` keeps what
it has learned where that lasts: on Google Drive when it is mounted, or in the folder
that KEEP_DIR names; elsewhere nothing is written. The same cell, run again in a new
kernel, goes on after the last round kept, to the same numbers as one run.
"""

__lesson__ = "00"

import os
import pickle
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from torch import Generator

from .files import whole_file
from .finite import check_finite

DRIVE = Path("/content/drive/MyDrive")  # where Colab mounts it
FOLDER = "patches-to-captions"  # on Drive
VARIABLE = "KEEP_DIR"
MOUNT = "from google.colab import drive; drive.mount('/content/drive')"


def keeping_folder() -> Path | None:
    """Where trainings are kept; None where nothing lasts."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser().absolute()
    return DRIVE / FOLDER if DRIVE.is_dir() else None


def resumable(
    rounds: Iterable, *parts, name: str, of: object, every: int = 1
) -> Iterator:
    """Yield the rounds that are yet to do, and keep the parts, one file in all.

    Raises:
        ValueError: a module holds inf or NaN when it is to be kept; what was kept
            before stays. Where nothing is kept, after the last round.

    Args:
        rounds: of the training, such as range(epochs).
        parts: whatever a round changes. Modules, optimizers, schedules and generators
            come back in the state they had; lists of plain values are filled again
            in place. PyTorch's random numbers are kept too.
        name: of the file.
        of: the settings; a training of others, or of other shapes, begins anew.
        every: so many rounds, and after the last.
    """
    rounds, folder = list(rounds), keeping_folder()
    if folder is None:
        if "google.colab" in sys.modules:
            print(f"Drive is not mounted: nothing is kept. To mount it: {MOUNT}")
        yield from rounds
        _check(parts, len(rounds))
        return
    file = folder / f"{name}.pt"
    about = repr((of, [_shapes(part) for part in parts]))
    done = _load(file, about, parts)
    if done:
        print(f"{done} of {len(rounds)} rounds are kept in {file}; go on from there.")
        print("To begin anew, delete that file and run this cell again.")
    for count, one in enumerate(rounds[done:], done + 1):
        yield one
        if count % every == 0 or count == len(rounds):
            _check(parts, count)
            _save(file, about, count, parts)


def _check(parts: tuple, done: int) -> None:
    for part in parts:
        if isinstance(part, torch.nn.Module):
            check_finite(part, f"after round {done}")


def _shapes(part) -> dict:
    if not isinstance(part, torch.nn.Module):
        return {}
    return {name: tuple(one.shape) for name, one in part.state_dict().items()}


def _save(file: Path, about: str, done: int, parts: tuple) -> None:
    """Write all into one file, which appears whole or not at all."""
    states = [_state(part) for part in parts]
    random = [torch.get_rng_state()]
    if torch.cuda.is_available():
        random += torch.cuda.get_rng_state_all()
    kept = {"about": about, "done": done, "states": states, "random": random}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as draft:
            torch.save(kept, draft)
    except (OSError, RuntimeError) as error:  # Drive is full or gone; learning goes on
        print(f"round {done} is not kept in {file}: {error}")


def _load(file: Path, about: str, parts: tuple) -> int:
    """Put the parts into the state that was kept; return how many rounds that is."""
    try:
        kept = torch.load(file, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        return 0
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        print(f"{file} cannot be read, so training begins anew: {error}")
        return 0
    if kept["about"] != about:
        print(f"{file} is of other settings, so training begins anew.")
        return 0
    for part, state in zip(parts, kept["states"], strict=True):
        _restore(part, state)
    torch.set_rng_state(kept["random"][0])
    for device, state in enumerate(kept["random"][1 : 1 + torch.cuda.device_count()]):
        torch.cuda.set_rng_state(state, device)
    return kept["done"]


def _state(part):
    if isinstance(part, list):
        return list(part)
    return part.get_state() if isinstance(part, Generator) else part.state_dict()


def _restore(part, state) -> None:
    if isinstance(part, list):
        part[:] = state
    elif isinstance(part, Generator):
        part.set_state(state)
    else:
        part.load_state_dict(state)
