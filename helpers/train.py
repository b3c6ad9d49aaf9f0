"""Train a captioner: one command for a CPU, one GPU, or several under accelerate.

    python -m helpers.train --data scenes --out runs/scenes
    accelerate launch -m helpers.train --data flickr8k --encoder resnet50 --out RUN
    python -m helpers.train --watch --out RUN  # RUN/watch.html shows how it stands
    python -m helpers.train --rewards RUN --out REWARDED

Killed at any moment, a run goes on with `--resume` and ends with the same weights.
"""

__lesson__ = "10"

import argparse
from contextlib import nullcontext
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .commands import in_words
from .settings import (
    PHOTOS,
    Settings,
    add_options,
    check_settings,
    choose_settings,
    tell_unused,
    with_absolute_paths,
)
from .wandb_runs import PROJECT, keep_captioner

if TYPE_CHECKING:
    from .captioner import Captioner

__all__ = ["PHOTOS", "Settings", "train"]


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(
        prog="helpers.train", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--out", required=True, type=Path, help="the run's folder")
    parser.add_argument("--resume", action="store_true", help="go on where RUN stopped")
    parser.add_argument("--save-minutes", type=float, default=5.0, help="default 5")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="keep RUN/watch.html: the loss, a caption and where it looked",
    )
    parser.add_argument("--log", choices=["tensorboard", "wandb"], help="default none")
    add_options(parser)
    given = vars(parser.parse_args(arguments))
    own = ("out", "resume", "save_minutes", "watch", "log")
    run = {name: given.pop(name) for name in own}
    with in_words(parser.prog):
        settings = choose_settings(given)
        tell_unused(given, settings)
        train(settings, **run)


def _check(settings: Settings, log: str | None, save_minutes: float) -> None:
    if log and not find_spec(log):  # accelerate would leave it out without a word
        raise ValueError(f"expected the package {log}, found none; pip install {log}")
    if not save_minutes >= 0:
        raise ValueError(f"expected --save-minutes 0 or more, got {save_minutes}")
    check_settings(settings)


def train(
    settings: Settings,
    out: Path,
    *,
    resume: bool = False,
    save_minutes: float = 5.0,
    watch: bool = False,
    log: str | None = None,
    progress_bar: bool = True,
) -> "Captioner":
    """Train, write the run's folder, and return the captioner in eval mode.

    A resumed run ends with the same weights as an undisturbed one, and so does one that
    is watched, in the folder's watch.html.

    Raises:
        ValueError: the folder holds another run, bad settings or data, or the loss is
            no longer finite: what was kept before stays.
        BlockingIOError: another training runs in the folder.
    """
    # here, not above: torch is slow to import, and --help does without
    from .devices import make_accelerator
    from .run import open_run
    from .run_folder import hold

    _check(settings, log, save_minutes)
    settings, out = with_absolute_paths(settings), Path(out).expanduser()
    accelerator = make_accelerator(log_with=log, project_dir=out)
    with hold(out) if accelerator.is_main_process else nullcontext():
        run = open_run(
            settings,
            out,
            accelerator,
            save_minutes=save_minutes,
            progress_bar=progress_bar,
            resume=resume,
        )
        if watch and accelerator.is_main_process:
            run.watch_in(out / "watch.html")
        if log:
            accelerator.init_trackers(PROJECT, asdict(settings))
        for epoch in range(run.progress.epoch, settings.epochs):
            run.train_epoch(epoch)
            run.finish_epoch()
        if log == "wandb" and accelerator.is_main_process:
            keep_captioner(accelerator.get_tracker(log, unwrap=True), out)
        accelerator.end_training()
    return run.captioner.eval()


if __name__ == "__main__":
    main()
