"""Train a captioner: one command for a CPU, one GPU, or several under accelerate.

    python -m helpers.train --data scenes --out runs/scenes
    accelerate launch -m helpers.train --data flickr8k --encoder resnet50 --out RUN

A run is a folder: `run.json` (what was asked for), `captioner.safetensors` (after
each epoch), `history.csv`, `loss.png`, and `checkpoints/` for `--resume`.
"""

import argparse
import json
import math
import os
import shutil
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd
import torch
import torch.nn.functional as F
from accelerate import Accelerator, skip_first_batches
from accelerate.data_loader import prepare_data_loader
from accelerate.utils import set_seed
from matplotlib.figure import Figure
from torch import Tensor
from torch.utils.data import DataLoader
from tqdm import tqdm

from .batches import CHOICES, CaptionedPictures, make_loader
from .captioner import Captioner
from .corpus import Corpus, in_memory
from .devices import number_format
from .scores import token_accuracy
from .tokens import PAD


@dataclass(frozen=True)
class Settings:
    """What a run is; `Settings()` fits scenes, `PHOTOS` has what photos want else."""

    data: str = "scenes"
    folder: str | None = None  # of flickr8k or flickr30k
    count: int = 4000  # scenes to draw
    encoder: str = "vit"
    decoder: str = "transformer"
    captions: str = "all"  # of a picture in one step
    image_size: int = 48  # pixels, of a vit
    patch_size: int = 8  # pixels, of a vit
    width: int = 96
    heads: int = 4
    encoder_layers: int = 3
    layers: int = 2
    dropout: float = 0.0
    max_length: int = 20  # tokens with <start> and <eos>; longer captions are cut
    min_count: int = 1  # rarer words become <unk>
    epochs: int = 20
    batch_size: int = 16  # pictures
    lr: float = 1e-3
    warmup: float = 0.05  # of all steps
    weight_decay: float = 0.05
    clip: float = 1.0  # largest norm of the gradient
    smoothing: float = 0.0  # of the labels
    seed: int = 0
    cache: str = "build/data"


PHOTOS = {
    "image_size": 112, "patch_size": 16, "width": 256, "layers": 3, "dropout": 0.1,
    "max_length": 40, "min_count": 5, "epochs": 9, "batch_size": 32, "lr": 5e-4,
}  # fmt: skip


@dataclass
class Progress:
    """How far a run has come; a checkpoint holds it beside weights and optimizer."""

    epoch: int = 0
    batch: int = 0  # of this epoch
    step: int = 0
    loss: float = 0.0  # summed over this epoch's words
    words: int = 0
    seconds: float = 0.0


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = make_parser()
    given = vars(parser.parse_args(arguments))
    out, resume = Path(given.pop("out")), given.pop("resume")
    minutes, log = given.pop("save_minutes"), given.pop("log")
    given = {name: value for name, value in given.items() if value is not None}
    defaults = {} if given.get("data", "scenes") == "scenes" else PHOTOS
    settings = Settings(**{**defaults, **given})
    try:
        train(settings, out, resume=resume, save_minutes=minutes, log=log)
    except (ValueError, OSError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


def make_parser() -> argparse.ArgumentParser:
    """One option for each setting, and where and how to run."""
    parser = argparse.ArgumentParser(
        prog="helpers.train", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--out", required=True, help="the run's folder")
    parser.add_argument("--resume", action="store_true", help="go on where RUN stopped")
    parser.add_argument("--save-minutes", type=float, default=5.0, help="default 5")
    parser.add_argument("--log", choices=["tensorboard", "wandb"], help="default none")
    choices = {"decoder": ["transformer", "lstm"], "captions": CHOICES}
    for field in fields(Settings):
        kind = str if field.name == "folder" else type(field.default)
        parser.add_argument(
            "--" + field.name.replace("_", "-"),
            type=kind,
            choices=choices.get(field.name),
            help=f"scenes {field.default}"
            + (f", photos {PHOTOS[field.name]}" if field.name in PHOTOS else ""),
        )
    return parser


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
    accelerator = Accelerator(
        mixed_precision=number_format(), log_with=log, project_dir=out
    )
    run = Run(settings, out, accelerator, save_minutes, progress_bar)
    run.open(resume=resume)
    if log:
        accelerator.init_trackers("captions", asdict(settings))
    for epoch in range(run.progress.epoch, settings.epochs):
        run.train_epoch(epoch)
        run.finish_epoch()
    accelerator.end_training()
    return accelerator.unwrap_model(run.model).eval()


class Run:
    """A training run: its data, model, optimizer, and what it writes to its folder."""

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
        self.progress, self.history = Progress(), []

    def open(self, *, resume: bool) -> None:
        """Claim the folder, read the data, build the model, go on from a checkpoint."""
        accelerator = self.accelerator
        claim_folder(self.settings, self.out, resume=resume)
        with accelerator.main_process_first():  # the others find a filled cache
            captioner = self._read_data()
        learning = [p for p in captioner.parameters() if p.requires_grad]
        self.model, self.optimizer = accelerator.prepare(
            captioner,
            torch.optim.AdamW(
                learning,
                lr=self.settings.lr,
                betas=(0.9, 0.98),
                weight_decay=self.settings.weight_decay,
            ),
        )
        batches = math.ceil(len(self.train) / self.settings.batch_size)
        self.steps = self.settings.epochs * -(-batches // accelerator.num_processes)
        if checkpoint := newest_checkpoint(self.out):
            accelerator.load_state(str(checkpoint))
            saved = json.loads((checkpoint / "progress.json").read_text())
            self.progress = Progress(**saved["progress"])
            self.history = saved["history"]

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
                in_memory(rows),
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
                if self._all_agree(time.monotonic() - saved > self.save_seconds):
                    self.save()
                    saved = time.monotonic()

    def _share(
        self, pictures: CaptionedPictures, *, shuffle: bool = False
    ) -> DataLoader:
        """This process's share of the batches, on its device."""
        loader = make_loader(pictures, self.settings.batch_size, shuffle=shuffle)
        return prepare_data_loader(
            loader, self.accelerator.device, put_on_device=True, even_batches=shuffle
        )

    def _all_agree(self, yes: bool) -> bool:
        """Whether any process says yes: a checkpoint needs them all at one step."""
        if self.accelerator.num_processes == 1:
            return yes
        here = torch.tensor(float(yes), device=self.accelerator.device)
        return self.accelerator.reduce(here).item() > 0

    def _learn(self, rows: Tensor, ids: Tensor) -> None:
        """One step. The loss is the mean over the words of all processes."""
        now = self.progress
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.lr * schedule(
                now.step, self.steps, self.settings.warmup
            )
        logits, _ = self.model(rows, ids[:, :-1], need_weights=False)
        loss, words = summed_loss(logits, ids[:, 1:], self.settings.smoothing)
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
        self.history.append(row)
        now.epoch, now.batch, now.loss, now.words = now.epoch + 1, 0, 0.0, 0
        numbers = {name: row[name] for name in ("train_loss", "val_loss")}
        self.accelerator.log({**numbers, "val_token_accuracy": accuracy}, step=now.step)
        if self.accelerator.is_main_process:
            captioner.save(self.out / "captioner.safetensors")
            history = pd.DataFrame(self.history)
            history.to_csv(self.out / "history.csv", index=False)
            draw_history(history).savefig(self.out / "loss.png", dpi=120)
        self.save()
        if self.bar:
            print(
                f"loss {row['train_loss']:.3f}, validation {val_loss:.3f}, "
                f"token accuracy {accuracy:.1%}: {caption}",
                flush=True,
            )

    @torch.no_grad()
    def validate(self) -> tuple[float, float]:
        """Mean loss a word and token accuracy on the validation pictures."""
        self.model.eval()
        sums = torch.zeros(3, dtype=torch.float64)
        for rows, ids in self._share(self.val):
            logits, _ = self.model(rows, ids, need_weights=False)
            loss, words = summed_loss(logits[:, :-1], ids[:, 1:])
            sums += torch.stack(
                [loss, words, token_accuracy(logits, ids, PAD) * words]
            ).cpu()
        loss, words, right = self.accelerator.reduce(
            sums.to(self.accelerator.device)
        ).tolist()
        return loss / words, right / words

    def save(self) -> None:
        """A checkpoint that appears whole or not at all; older ones go."""
        folder = self.out / "checkpoints"
        part, whole = folder / "part", folder / f"step-{self.progress.step:08d}"
        main = self.accelerator.is_main_process
        if main:
            shutil.rmtree(part, ignore_errors=True)
        self.accelerator.wait_for_everyone()
        self.accelerator.save_state(str(part))
        self.accelerator.wait_for_everyone()
        if main:
            saved = {"progress": asdict(self.progress), "history": self.history}
            (part / "progress.json").write_text(json.dumps(saved))
            shutil.rmtree(whole, ignore_errors=True)  # the end of an epoch, saved anew
            part.rename(whole)
            for old in folder.glob("step-*"):
                if old != whole:
                    shutil.rmtree(old, ignore_errors=True)


def configure(settings: Settings) -> dict:
    """The captioner's configuration: what it takes to build it again."""
    encoder = {"spec": settings.encoder}
    if settings.encoder == "vit":
        encoder |= {
            "image_size": settings.image_size,
            "patch_size": settings.patch_size,
            "width": settings.width,
            "heads": settings.heads,
            "layers": settings.encoder_layers,
            "dropout": settings.dropout,
        }
    decoder = {"kind": settings.decoder, "dropout": settings.dropout}
    if settings.decoder == "transformer":
        names = ("width", "heads", "layers", "max_length")
        decoder |= {name: getattr(settings, name) for name in names}
    else:
        names = ("embed_width", "hidden_width", "attention_width")
        decoder |= {name: settings.width for name in names}
    return {"encoder": encoder, "decoder": decoder}


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


def newest_checkpoint(out: Path) -> Path | None:
    """The last whole checkpoint of a run's folder, if it has any."""
    return max(out.glob("checkpoints/step-*"), default=None)


def schedule(step: int, steps: int, warmup: float) -> float:
    """Share of the full learning rate: a linear rise, then half a cosine to 0."""
    rise = max(1, round(warmup * steps))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def summed_loss(
    logits: Tensor, targets: Tensor, smoothing: float = 0.0
) -> tuple[Tensor, Tensor]:
    """Cross-entropy summed over the real targets, and how many these are.

    Args:
        logits: (R, T, V); position t predicts target t.
        targets: (R, T) ids, one to the left of what the decoder read, with padding.
        smoothing: share of the target given to all words alike (Szegedy et al. 2016).
    """
    loss = F.cross_entropy(
        logits.flatten(0, 1).float(),
        targets.flatten(),
        ignore_index=PAD,
        label_smoothing=smoothing,
        reduction="sum",
    )
    return loss, (targets != PAD).sum().float()


def draw_history(history: pd.DataFrame) -> Figure:
    """Training and validation loss over epochs."""
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    ax = figure.subplots()
    for column, name in (("train_loss", "training"), ("val_loss", "validation")):
        ax.plot(history["epoch"], history[column], marker=".", label=name)
    ax.set(xlabel="epoch", ylabel="loss (nats a word)")
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return figure


if __name__ == "__main__":
    main()
