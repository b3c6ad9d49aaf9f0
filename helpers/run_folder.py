"""A training run's folder: what was asked for, how far it came, what it writes.

    run.json                  the settings
    checkpoints/step-*/       weights, optimizer and progress, the newest alone
    captioner.safetensors     after each epoch, beside history.csv and loss.png

Whatever a later call relies on appears whole or not at all, so that a run may be
killed at any moment.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd
import torch
from accelerate import Accelerator
from matplotlib.figure import Figure

from .settings import Settings


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


def claim_folder(settings: Settings, out: Path, *, resume: bool) -> None:
    """Take a new folder, or go on in one that holds a run of the same settings.

    Raises:
        ValueError: it holds a run, and `--resume` was not said or settings differ.
    """
    file = out / "run.json"
    if file.exists():
        if not resume:
            raise ValueError(
                f"expected a new folder, got {out}, which holds a run; "
                "go on with --resume, or choose another --out"
            )
        before = json.loads(file.read_text())
        changed = [k for k, v in asdict(settings).items() if before.get(k) != v]
        if changed:
            told = ", ".join(
                f"{k} {getattr(settings, k)} (was {before.get(k)})" for k in changed
            )
            raise ValueError(
                f"expected the settings that {out} began with, got {told}; "
                "repeat them, or choose another --out"
            )
    out.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(asdict(settings), indent=1))
    part.replace(file)


def any_process(accelerator: Accelerator, yes: bool) -> bool:
    """Whether any process says yes: a checkpoint needs them all at one step."""
    if accelerator.num_processes == 1:
        return yes
    here = torch.tensor(float(yes), device=accelerator.device)
    return accelerator.reduce(here).item() > 0


def save_checkpoint(accelerator: Accelerator, out: Path, progress: Progress) -> None:
    """A checkpoint that appears whole or not at all; then older ones go.

    An epoch's end gets another name than its last step, which may have been saved
    already: no moment is without a checkpoint.
    """
    folder = out / "checkpoints"
    part = folder / "part"
    whole = folder / f"step-{progress.step:08d}-epoch-{progress.epoch:04d}"
    if accelerator.is_main_process:
        shutil.rmtree(part, ignore_errors=True)
    accelerator.wait_for_everyone()
    accelerator.save_state(str(part))
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        (part / "progress.json").write_text(json.dumps(asdict(progress)))
        part.rename(whole)
        for old in folder.glob("step-*"):
            if old != whole:
                shutil.rmtree(old, ignore_errors=True)


def load_checkpoint(accelerator: Accelerator, out: Path) -> Progress:
    """Put the newest weights, optimizer and random states back, if there are any.

    Raises:
        ValueError: saved by another number of processes, whose steps are others.
    """
    checkpoint = max(out.glob("checkpoints/step-*"), default=None)
    if checkpoint is None:
        return Progress(accelerator.num_processes)
    progress = Progress(**json.loads((checkpoint / "progress.json").read_text()))
    if progress.processes != accelerator.num_processes:
        raise ValueError(
            f"expected {progress.processes} processes, with which this run began, got "
            f"{accelerator.num_processes}; resume with as many, or choose another --out"
        )
    accelerator.load_state(str(checkpoint))
    return progress


def write_history(out: Path, rows: list[dict]) -> None:
    """history.csv, a row an epoch, and loss.png."""
    history = pd.DataFrame(rows)
    history.to_csv(out / "history.csv", index=False)
    draw_history(history).savefig(out / "loss.png", dpi=120)


def draw_history(history: pd.DataFrame) -> Figure:
    """Training and validation loss over epochs."""
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    ax = figure.subplots()
    for column, name in (("train_loss", "training"), ("val_loss", "validation")):
        ax.plot(history["epoch"], history[column], marker=".", label=name)
    ax.set(xlabel="epoch", ylabel="loss (nats a word)")
    ax.locator_params(axis="x", integer=True)
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return figure
