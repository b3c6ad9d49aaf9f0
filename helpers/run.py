"""A training run: its data, its captioner, and how far it has come.

Axes: B pictures, R captions, T words of the longest.
"""

__lesson__ = "10"

import math
import time
from pathlib import Path
from typing import cast

import torch
from accelerate import Accelerator, skip_first_batches
from accelerate.data_loader import prepare_data_loader
from torch import Tensor
from torch.utils.data import DataLoader
from tqdm import tqdm

from .batches import CaptionedPictures, make_loader
from .captioner import Captioner
from .checkpoints import (
    any_process,
    check_loss,
    load_checkpoint,
    save_checkpoint,
)
from .images import load_image
from .loss import CrossEntropy, Objective
from .messages import translate
from .optimizer import average_weights, make_optimizer, schedule
from .rewards import SelfCritical
from .run_data import RunData, read_data, try_saving
from .run_folder import begun, check_record, claim, write_history
from .scores import token_accuracy
from .settings import Settings
from .tokens import PAD
from .watch import Watch, in_file


class Run:
    """A training run: its data, model, optimizer, and how far it has come.

    Args:
        settings: of the whole run.
        data: what it learns from, and the captioner that is to learn.
        out: the run's folder; the newest checkpoint in it is loaded.
        accelerator: device, number format and processes.
        save_minutes: at most so much is lost to a kill.
        progress_bar: shown by the main process, with a line an epoch.
    """

    def __init__(
        self,
        settings: Settings,
        data: RunData,
        out: Path,
        accelerator: Accelerator,
        *,
        save_minutes: float = 5.0,
        progress_bar: bool = False,
    ):
        self.settings, self.out, self.accelerator = settings, out, accelerator
        self.save_seconds = 60 * save_minutes
        self.bar = progress_bar and accelerator.is_main_process
        self.train, self.val, self.first = data.train, data.val, data.first
        self.objective: Objective = CrossEntropy(settings.label_smoothing)
        if settings.rewards:
            spans = data.captioner.vocabulary.spans
            self.objective = SelfCritical(self.train.captions, settings.samples, spans)
        self.model, self.optimizer = accelerator.prepare(
            data.captioner, make_optimizer(data.captioner, settings)
        )
        self.average = None
        if settings.ema_decay:
            self.average = average_weights(data.captioner, settings.ema_decay)
            accelerator.register_for_checkpointing(self.average)
        batches = math.ceil(len(self.train) / settings.batch_size)
        self.steps = settings.epochs * -(-batches // accelerator.num_processes)
        self.progress = load_checkpoint(accelerator, out)
        self.losses: list[float] = []  # a step, since this process began
        self.watch: Watch | None = None

    @property
    def captioner(self) -> Captioner:
        """What a run is for: the average of the weights if there is one."""
        if self.average is not None:
            return cast(Captioner, self.average.module)
        return self.accelerator.unwrap_model(self.model)

    def watch_in(self, file: Path) -> None:
        """Keep a page, from now on, of how the training stands."""
        encoder = self.captioner.encoder
        assert self.first is not None, "data from disk names its first picture"
        self.watch = Watch(
            load_image(self.first, encoder.image_size),
            grid=encoder.grid,
            steps=self.steps,
            done=self.progress.step,
            show=in_file(file, translate(f"Training in {self.out}")),
        )

    def _look(self) -> tuple[list[str], Tensor]:
        """What it says of the first validation picture, and where each word looked."""
        memory = self.captioner.encode(self.val.rows[[0]])
        [said] = self.captioner.describe(memory)
        return said.words, said.weights.mean((1, 2))

    def train_epoch(self, epoch: int) -> None:
        """Learn every picture once, from where the progress stands."""
        now, began = self.progress, time.monotonic()
        saved, before = began, now.seconds
        self.train.set_epoch(epoch)
        loader = self._make_loader(self.train, shuffle=True)
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
                self._train_step(rows, ids)
                if self.watch:
                    self.watch(self.losses, self._look)
                now.seconds = before + time.monotonic() - began
                bar.set_postfix(loss=f"{now.loss / now.words:.3f}", refresh=False)
                late = time.monotonic() - saved > self.save_seconds
                if any_process(self.accelerator, late):
                    save_checkpoint(self.accelerator, self.out, now, self.model)
                    saved = time.monotonic()

    def _make_loader(
        self, pictures: CaptionedPictures, *, shuffle: bool = False
    ) -> DataLoader:
        """This process's share of the batches, on its device."""
        loader = make_loader(pictures, self.settings.batch_size, shuffle=shuffle)
        return prepare_data_loader(
            loader, self.accelerator.device, put_on_device=True, even_batches=shuffle
        )

    def _train_step(self, rows: Tensor, ids: Tensor) -> None:
        """One step. The loss is the mean over the words of all processes."""
        now = self.progress
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.lr * schedule(
                now.step, self.steps, self.settings.warmup
            )
        loss, words, told = self.objective(self.model, rows, ids)
        sums = torch.stack([told, words, loss.detach()])
        totals = self.accelerator.reduce(sums)
        total = totals[0].item()
        check_loss(totals[2].item(), now, self.out)
        processes = self.accelerator.num_processes  # over which DDP averages
        self.accelerator.backward(loss * processes / totals[1])
        self.accelerator.clip_grad_norm_(self.model.parameters(), self.settings.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        if self.average is not None:
            self.average.update_parameters(self.accelerator.unwrap_model(self.model))
        now.step += 1
        now.batch += 1
        now.loss += total
        self.losses.append(total / int(totals[1]))
        now.words += int(totals[1])

    def finish_epoch(self) -> None:
        """Validate, caption the first validation picture, write everything down."""
        now, began = self.progress, time.monotonic()
        val_loss, accuracy = self.validate()
        check_loss(val_loss, now, self.out)
        captioner = self.captioner
        memory = captioner.encode(self.val.rows[[0]].to(self.accelerator.device))
        caption = captioner.vocabulary.decode(captioner.generate(memory)[0])
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
        save_checkpoint(self.accelerator, self.out, now, self.model)
        if self.bar:
            print(
                f"loss {row['train_loss']:.3f}, validation {val_loss:.3f}, "
                f"token accuracy {accuracy:.1%}: {caption}",
                flush=True,
            )

    @torch.no_grad()
    def validate(self) -> tuple[float, float]:
        """Mean loss a word (with rewards: minus the mean reward of greedy captions)
        and token accuracy on the validation pictures."""
        # not through DDP, which would wait for processes that have fewer batches
        model = self.captioner.eval()
        sums = torch.zeros(4, dtype=torch.float64)
        for rows, ids in self._make_loader(self.val):
            logits, _ = model(rows, ids, need_weights=False)
            words = (ids[:, 1:] != PAD).sum()
            right = token_accuracy(logits, ids, PAD) * words
            loss, count = self.objective.measure(model, rows, ids, logits[:, :-1])
            sums += torch.stack([x.cpu() for x in (loss, count, right, words)])
        if self.accelerator.num_processes > 1:  # not every device knows float64
            sums = self.accelerator.reduce(sums.float().to(self.accelerator.device))
        loss, count, right, words = sums.tolist()
        return loss / count, right / words


def open_run(
    settings: Settings,
    out: Path,
    accelerator: Accelerator,
    *,
    save_minutes: float = 5.0,
    progress_bar: bool = False,
    resume: bool = False,
) -> Run:
    """A new run, or the one that stopped in the folder `out`.

    The folder is claimed when all that the run needs was read, built and saved once.

    Raises:
        ValueError: the folder holds another run, or the data can't be read.
    """
    before = begun(settings, out, resume=resume)
    tell = progress_bar and accelerator.is_main_process
    with accelerator.main_process_first():  # the others find a filled cache
        data = read_data(settings, accelerator.device, before=before, tell=tell)
    if before:
        check_record(before, data.record, out)
    if accelerator.is_main_process:
        try_saving(data.captioner, out / "trial.safetensors")
        claim(settings, before or data.record, out)
    return Run(
        settings,
        data,
        out,
        accelerator,
        save_minutes=save_minutes,
        progress_bar=progress_bar,
    )
