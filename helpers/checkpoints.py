"""Checkpoints of a training run: weights, optimizer, random states and progress.

The newest is kept. One appears whole or not at all, so that a run may be killed at
any moment.
"""

__lesson__ = "00"

import json
import math
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from accelerate import Accelerator

from .files import publish
from .finite import ADVICE, check_finite
from .store import hash_image as hash_file


@dataclass
class Progress:
    """How far a run has come; a checkpoint holds it beside weights and optimizer."""

    processes: int
    epoch: int = 0
    batch: int = 0  # of this epoch, for each process
    step: int = 0
    loss: float = 0.0  # summed over this epoch's words
    words: int = 0
    seconds: float = 0.0
    history: list[dict] = field(default_factory=list)  # a row an epoch


def any_process(accelerator: Accelerator, yes: bool) -> bool:
    """Whether any process says yes: a checkpoint needs them all at one step."""
    if accelerator.num_processes == 1:
        return yes
    here = torch.tensor(float(yes), device=accelerator.device)
    return accelerator.reduce(here).item() > 0


def save_checkpoint(
    accelerator: Accelerator, out: Path, progress: Progress, model: torch.nn.Module
) -> None:
    """A checkpoint that appears whole or not at all; then older ones go.

    An epoch's end gets another name than its last step, which may have been saved
    already: no moment is without a checkpoint.

    Raises:
        ValueError: the model's weights are not finite; the older one stays.
        OSError: the disk is full; likewise.
    """
    check_finite(model, f"at step {progress.step}")
    folder = out / "checkpoints"
    part = folder / "part"
    whole = folder / f"step-{progress.step:08d}-epoch-{progress.epoch:04d}"
    if accelerator.is_main_process:
        shutil.rmtree(part, ignore_errors=True)
    accelerator.wait_for_everyone()
    try:  # not by safetensors, which knows no tied weights
        accelerator.save_state(str(part), safe_serialization=False)
    except (OSError, RuntimeError) as error:
        shutil.rmtree(part, ignore_errors=True)
        raise OSError(
            f"cannot write a checkpoint in {folder}: {error}; free some disk, and go "
            "on with --resume"
        ) from error
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        about = {**asdict(progress), "files": _digests(part)}
        (part / "progress.json").write_text(json.dumps(about))
        publish(part, whole)
        for old in folder.glob("step-*"):
            if old != whole:
                shutil.rmtree(old, ignore_errors=True)


def check_loss(loss: float, progress: Progress, out: Path) -> None:
    """Raise ValueError if learning has failed; nothing good is overwritten then."""
    if not math.isfinite(loss):
        kept = _newest(out)
        there = f"{out} keeps {kept.name}" if kept else "nothing was kept yet"
        raise ValueError(
            f"expected a finite loss, got {loss} in epoch {progress.epoch + 1} after "
            f"step {progress.step}; {there}. {ADVICE}"
        )


def _newest(out: Path) -> Path | None:
    return max(out.glob("checkpoints/step-*"), default=None)


def _digests(checkpoint: Path) -> dict[str, str]:
    """Name and content of all that accelerate saved."""
    return {
        file.name: hash_file(file)
        for file in sorted(checkpoint.iterdir())
        if file.name != "progress.json"
    }


def load_checkpoint(accelerator: Accelerator, out: Path) -> Progress:
    """Put the newest weights, optimizer and random states back, if there are any.

    Raises:
        ValueError: saved by another number of processes, whose steps are others; or
            the checkpoint is damaged.
    """
    checkpoint = _newest(out)
    if checkpoint is None:
        return Progress(accelerator.num_processes)
    try:
        about = json.loads((checkpoint / "progress.json").read_text())
        if about.pop("files") != _digests(checkpoint):  # accelerate is less strict
            raise ValueError("a file is not what was saved")
        progress = Progress(**about)
        if progress.processes == accelerator.num_processes:
            accelerator.load_state(str(checkpoint))
    except Exception as error:  # a cut pickle may raise anything
        raise ValueError(
            f"expected a whole checkpoint, got {checkpoint}, which cannot be read "
            f"({type(error).__name__}: {error}); delete it to begin anew"
        ) from error
    if progress.processes != accelerator.num_processes:
        raise ValueError(
            f"expected {progress.processes} processes, with which this run began, got "
            f"{accelerator.num_processes}; resume with as many, or choose another --out"
        )
    return progress
