"""Train a captioner: one command for a CPU, one GPU, or several under accelerate.

    python -m helpers.train --data scenes --out runs/scenes
    accelerate launch -m helpers.train --data flickr8k --encoder resnet50 --out RUN

Killed at any moment, a run goes on with `--resume` and ends with the same weights.
"""

import argparse
import math
import time
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

import torch
from accelerate import Accelerator, skip_first_batches
from accelerate.data_loader import prepare_data_loader
from accelerate.utils import set_seed
from torch import Tensor
from torch.utils.data import DataLoader
from tqdm import tqdm

from .batches import CaptionedPictures, make_loader
from .captioner import Captioner
from .corpus import Corpus
from .devices import number_format
from .learning import make_optimizer, schedule, summed_loss
from .run_folder import (
    any_process,
    claim_folder,
    load_checkpoint,
    save_checkpoint,
    write_history,
)
from .scores import token_accuracy
from .settings import PHOTOS, Settings, add_options, choose_settings, configure
from .tokens import PAD

__all__ = ["PHOTOS", "Settings", "train"]


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(
        prog="helpers.train", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--out", required=True, type=Path, help="the run's folder")
    parser.add_argument("--resume", action="store_true", help="go on where RUN stopped")
    parser.add_argument("--save-minutes", type=float, default=5.0, help="default 5")
    parser.add_argument("--log", choices=["tensorboard", "wandb"], help="default none")
    add_options(parser)
    given = vars(parser.parse_args(arguments))
    run = {name: given.pop(name) for name in ("out", "resume", "save_minutes", "log")}
    try:
        train(choose_settings(given), **run)
    except (ValueError, OSError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


def train(
    settings: Settings,
    out: Path,
    *,
    resume: bool = False,
    save_minutes: float = 5.0,
    log: str | None = None,
    progress_bar: bool = True,
) -> Captioner:
    """Train, write the run's folder, and return the captioner in eval mode.

    A resumed run ends with the same weights as an undisturbed one.

    Raises:
        ValueError: the folder holds another run, or bad settings or data.
    """
    if log and not find_spec(log):  # accelerate would leave it out without a word
        raise ValueError(f"expected the package {log}, found none; pip install {log}")
    accelerator = Accelerator(
        mixed_precision=number_format(), log_with=log, project_dir=out
    )
    if accelerator.is_main_process:
        claim_folder(settings, out, resume=resume)
    run = Run(settings, out, accelerator, save_minutes, progress_bar)
    if log:
        accelerator.init_trackers("captions", asdict(settings))
    for epoch in range(run.progress.epoch, settings.epochs):
        run.train_epoch(epoch)
        run.finish_epoch()
    accelerator.end_training()
    return accelerator.unwrap_model(run.model).eval()


class Run:
    """A training run: its data, model, optimizer, and how far it has come.

    One that stopped earlier is found in its folder, and goes on from there.
    """

    def __init__(
        self,
        settings: Settings,
        out: Path,
        accelerator: Accelerator,
        save_minutes: float,
        progress_bar: bool,
    ):
        self.settings, self.out, self.accelerator = settings, out, accelerator
        self.save_seconds = 60 * save_minutes
        self.bar = progress_bar and accelerator.is_main_process
        with accelerator.main_process_first():  # the others find a filled cache
            captioner = self._read_data()
        self.model, self.optimizer = accelerator.prepare(
            captioner, make_optimizer(captioner, settings)
        )
        batches = math.ceil(len(self.train) / settings.batch_size)
        self.steps = settings.epochs * -(-batches // accelerator.num_processes)
        self.progress = load_checkpoint(accelerator, out)

    def _read_data(self) -> Captioner:
        """The captioner, and the pictures of both sides as it reads them."""
        wanted = self.settings
        corpus = Corpus.read(
            wanted.data, folder=wanted.folder, cache=wanted.cache, count=wanted.count
        )
        if self.bar:
            print(corpus.report, flush=True)
        vocabulary = corpus.vocabulary(wanted.min_count)
        set_seed(wanted.seed)
        captioner = Captioner(configure(wanted), vocabulary, pretrained=True)
        encoder = captioner.encoder.to(self.accelerator.device)

        def pictures(side):
            rows = corpus.rows(side, encoder, cache=wanted.cache, progress=self.bar)
            return corpus.pictures(
                side,
                rows,
                vocabulary,
                max_length=wanted.max_length,
                choose=wanted.captions,
                seed=wanted.seed,
            )

        self.train, self.val = pictures("train"), pictures("val")
        return captioner

    def train_epoch(self, epoch: int) -> None:
        """Learn every picture once, from where the progress stands."""
        now, began = self.progress, time.monotonic()
        saved, before = began, now.seconds
        self.train.set_epoch(epoch)
        loader = self._share(self.train, shuffle=True)
        batches = skip_first_batches(loader, now.batch) if now.batch else loader
        self.model.train()
        with tqdm(
            batches,
            desc=f"epoch {epoch + 1}/{self.settings.epochs}",
            initial=now.batch,
            total=len(loader),
            disable=not self.bar,
        ) as bar:
            for rows, ids in bar:
                self._learn(rows, ids)
                now.seconds = before + time.monotonic() - began
                bar.set_postfix(loss=f"{now.loss / now.words:.3f}", refresh=False)
                late = time.monotonic() - saved > self.save_seconds
                if any_process(self.accelerator, late):
                    save_checkpoint(self.accelerator, self.out, now)
                    saved = time.monotonic()

    def _share(
        self, pictures: CaptionedPictures, *, shuffle: bool = False
    ) -> DataLoader:
        """This process's share of the batches, on its device."""
        loader = make_loader(pictures, self.settings.batch_size, shuffle=shuffle)
        return prepare_data_loader(
            loader, self.accelerator.device, put_on_device=True, even_batches=shuffle
        )

    def _learn(self, rows: Tensor, ids: Tensor) -> None:
        """One step. The loss is the mean over the words of all processes."""
        now = self.progress
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.lr * schedule(
                now.step, self.steps, self.settings.warmup
            )
        logits, _ = self.model(rows, ids[:, :-1], need_weights=False)
        loss, words = summed_loss(logits, ids[:, 1:])
        totals = self.accelerator.reduce(torch.stack([loss.detach(), words]))
        processes = self.accelerator.num_processes  # over which DDP averages
        self.accelerator.backward(loss * processes / totals[1])
        self.accelerator.clip_grad_norm_(self.model.parameters(), self.settings.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        now.step += 1
        now.batch += 1
        now.loss += totals[0].item()
        now.words += int(totals[1])

    def finish_epoch(self) -> None:
        """Validate, caption the first validation picture, write everything down."""
        now, began = self.progress, time.monotonic()
        val_loss, accuracy = self.validate()
        captioner = self.accelerator.unwrap_model(self.model)
        memory = captioner.look(self.val.rows[[0]].to(self.accelerator.device))
        caption = captioner.vocabulary.decode(captioner.write(memory)[0])
        now.seconds += time.monotonic() - began
        row = {
            "epoch": now.epoch + 1,
            "step": now.step,
            "train_loss": now.loss / now.words,
            "val_loss": val_loss,
            "val_token_accuracy": accuracy,
            "seconds": round(now.seconds, 1),
            "caption": caption,
        }
        now.history.append(row)
        now.epoch, now.batch, now.loss, now.words = now.epoch + 1, 0, 0.0, 0
        numbers = ("train_loss", "val_loss", "val_token_accuracy")
        self.accelerator.log({name: row[name] for name in numbers}, step=now.step)
        if self.accelerator.is_main_process:
            captioner.save(self.out / "captioner.safetensors")
            write_history(self.out, now.history)
        save_checkpoint(self.accelerator, self.out, now)
        if self.bar:
            print(
                f"loss {row['train_loss']:.3f}, validation {val_loss:.3f}, "
                f"token accuracy {accuracy:.1%}: {caption}",
                flush=True,
            )

    @torch.no_grad()
    def validate(self) -> tuple[float, float]:
        """Mean loss a word and token accuracy on the validation pictures."""
        # not through DDP, which would wait for processes that have fewer batches
        model = self.accelerator.unwrap_model(self.model).eval()
        sums = torch.zeros(3, dtype=torch.float64)
        for rows, ids in self._share(self.val):
            logits, _ = model(rows, ids, need_weights=False)
            loss, words = summed_loss(logits[:, :-1], ids[:, 1:])
            sums += torch.stack(
                [loss, words, token_accuracy(logits, ids, PAD) * words]
            ).cpu()
        sums = self.accelerator.reduce(sums.to(self.accelerator.device))
        loss, words, right = sums.tolist()
        return loss / words, right / words


if __name__ == "__main__":
    main()
