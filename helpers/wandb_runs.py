"""A captioner kept at Weights & Biases: written by a training, read back by its name.

    python -m helpers.train --out runs/scenes --log wandb
    python -m helpers.caption drawing.png --run wandb:scenes

wandb is an extra, and this the one file that imports it. With WANDB_MODE=offline
nothing is sent: what a training writes stays below ./wandb (or WANDB_DIR), and is read
back from there.
"""

__lesson__ = "10"

import os
import re
import shutil
from pathlib import Path
from typing import Any

from .files import whole_file
from .names import DATA

PROJECT = "captions"
PREFIX, LATEST = "wandb:", ":latest"
CAPTIONER = "captioner.safetensors"
FILES = (CAPTIONER, "run.json")
OFFLINE = "offline-run-*/files"  # below ./wandb, where wandb keeps what it did not send
MISSING = "expected the package wandb, found none; pip install wandb"


def keep_captioner(run: Any, out: Path) -> None:
    """Log the captioner of a training's folder as an artifact named as the folder.

    Args:
        run: of wandb, not finished. Offline the files are put among the run's too.
    """
    import wandb

    name = artifact_name(out)
    artifact = wandb.Artifact(name, type="captioner")
    for file in FILES:
        artifact.add_file(str(out / file))
        if run.offline:
            folder = Path(run.dir) / name
            folder.mkdir(exist_ok=True)
            with whole_file(folder / file) as draft:
                shutil.copyfile(out / file, draft)
    run.log_artifact(artifact)


def artifact_name(out: Path) -> str:
    """The name of a folder, with what wandb refuses in a name as dashes."""
    return re.sub(r"[^\w.-]", "-", out.resolve().name, flags=re.ASCII)


def find_run(named: Path | str) -> Path:
    """The folder of a run: `named` itself, or where wandb:NAME was brought to.

    Args:
        named: a folder, or wandb:NAME, also wandb:ENTITY/PROJECT/NAME:VERSION.

    Raises:
        ImportError: wandb:NAME, and the package is not installed.
        ValueError: no captioner of that name is to be had.
    """
    name = str(named)
    if not name.startswith(PREFIX):
        return Path(named).expanduser()
    name = name.removeprefix(PREFIX)
    if os.environ.get("WANDB_MODE") in ("offline", "disabled"):
        return _kept_here(name)
    try:
        import wandb
    except ImportError as error:
        raise ImportError(MISSING) from error
    full = name if ":" in name else name + LATEST
    full = full if "/" in full else f"{PROJECT}/{full}"
    folder = DATA / "wandb" / re.sub(r"[^\w.-]", "-", full)
    try:
        wandb.Api().artifact(full, type="captioner").download(root=str(folder))
    except (wandb.Error, ValueError) as error:
        raise ValueError(
            f"expected a captioner {full} at wandb, got: {error}; log in with `wandb "
            "login`, and train one with --log wandb"
        ) from error
    return folder


def _kept_here(name: str) -> Path:
    """The newest of that name that a training left here without sending it."""
    folder = Path(os.environ.get("WANDB_DIR", ".")) / "wandb"
    found = list(folder.glob(f"{OFFLINE}/{artifact_name(Path(name))}/{CAPTIONER}"))
    if not found:
        raise ValueError(
            f"expected a captioner {name} below {folder}, where wandb keeps what it "
            "did not send, got none; train one with --log wandb, or leave WANDB_MODE "
            "out to ask the server"
        )
    return max(found, key=lambda file: file.stat().st_mtime).parent
