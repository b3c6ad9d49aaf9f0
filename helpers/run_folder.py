"""The folder of a training run: settings, record of its data, weights, history.

    run.json                  format, settings (absolute paths), and the record: the
                              vocabulary, the split, and digests of what was read
    lock                      held while a training runs here
    checkpoints/step-*/       weights, optimizer and progress, the newest alone
    captioner.safetensors     after each epoch, beside history.csv and loss.png
    watch.html                with --watch: how the training stands

A later call reads the data again, and compares it with the record.
"""

__lesson__ = "00"

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from hashlib import blake2b
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout
from matplotlib.figure import Figure

from .captioner import Captioner
from .corpus import READ, Corpus
from .devices import choose_device
from .features import libraries
from .files import clear_drafts, whole_file
from .settings import Settings

FORMAT = 4  # of run.json: raise it when a later call would read an older one wrongly
PLACES = ("data", "folder", "cache", "rewards")  # may move: what lies there is compared
SIDES = ("train", "val")  # what a training looks at


class OtherRun(ValueError):
    """The folder holds a run, and it is not the one that was asked for."""


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Be the only training in a folder, which is made when missing.

    Raises:
        BlockingIOError: another training runs there.
    """
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BlockingIOError(
            f"expected a folder that no other training uses, got {out}, where another "
            "one is running; wait until it ends, or choose another --out"
        ) from None
    except NotImplementedError:  # some network drives have no locks
        print(f"note: {out} cannot be locked; start no second training there")
    try:
        clear_drafts(out)
        yield
    finally:
        lock.release()


def describe(corpus: Corpus, vocabulary: dict, seen: dict, code: str) -> dict:
    """The record of what a run learns from.

    Args:
        vocabulary: its `about()`.
        seen: for each side a digest of what the encoder gets or gave.
        code: digest of the program text of an encoder of one's own.
    """
    return {
        **vocabulary,
        "splits": corpus.splits,
        "captions": {side: digest_captions(corpus, side) for side in corpus.splits},
        "seen": seen,
        "code": code,
        "libraries": libraries(),
    }


def digest_captions(corpus: Corpus, side: str) -> str:
    """16 hex digits that change with a side's pictures, captions or their order."""
    captions = corpus.captions.captions
    rows = [(name, captions[name]) for name in corpus.splits[side] if name in captions]
    return digest(json.dumps(rows))


def digest(text: str) -> str:
    """16 hex digits of a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def read_run_file(out: Path) -> dict:
    """What run.json holds.

    Raises:
        ValueError: there is none, it is damaged, or of another version.
    """
    file = out / "run.json"
    if not file.exists():
        raise ValueError(
            f"expected the folder of a training run, got {out}; "
            f"make one with `python -m helpers.train --out {out}`"
        )
    try:
        about = json.loads(file.read_text(encoding="utf-8"))
        kept = about.get("format", 1)
    except (ValueError, AttributeError) as error:
        raise OtherRun(f"expected a run's settings, got {file}: {error}") from error
    names = {"format", "record", *(field.name for field in fields(Settings))}
    if kept != FORMAT or set(about) != names:
        raise OtherRun(
            f"expected a run of this version of the project (format {FORMAT}), got "
            f"{out} of another one (format {kept}); use it with the version that made "
            "it, or train anew with another --out"
        )
    return about


def begun(settings: Settings, out: Path, *, resume: bool) -> dict | None:
    """The record of the run that a folder holds, for going on; None for a new one.

    Raises:
        OtherRun: it holds a run, and `--resume` was not said or settings differ.
    """
    if not (out / "run.json").exists():
        return None
    if not resume:
        raise OtherRun(
            f"expected a new folder, got {out}, which holds a run; "
            "go on with --resume, or choose another --out"
        )
    before = read_run_file(out)
    changed = [
        name
        for name, value in asdict(settings).items()
        if name not in PLACES and before[name] != value
    ]
    if changed:
        told = ", ".join(
            f"{k} {getattr(settings, k)} (was {before[k]})" for k in changed
        )
        raise OtherRun(
            f"expected the settings that {out} began with, got {told}; "
            "repeat them, or choose another --out"
        )
    return before["record"]


def check_split(record: dict, corpus: Corpus) -> None:
    """Raise OtherRun if the data is split now in another way than a run's was.

    A picture more, or less, and all sides are drawn anew: what the run learnt would be
    among what it is measured on.
    """
    before = set().union(*record["splits"].values())
    now = set().union(*corpus.splits.values())
    if corpus.splits != record["splits"]:
        raise OtherRun(
            "expected the pictures and the split that the run began with, got "
            f"{_some('more', now - before)} and {_some('less', before - now)} in "
            f"{corpus.captions.folder}: pictures that it learnt would be tested on. "
            "Put back what was there, train anew with another --out, or score with "
            "helpers.evaluate --own-split"
        )


def _some(word: str, names: set[str]) -> str:
    shown = f" ({', '.join(sorted(names)[:3])})" if names else ""
    return f"{len(names)} {word}{shown}"


def check_record(before: dict, now: dict, out: Path) -> None:
    """Raise OtherRun unless a run would go on with what it began with."""
    changed = {
        "captions": any(before["captions"][x] != now["captions"][x] for x in SIDES),
        "words in the vocabulary": any(
            before[x] != now[x] for x in ("words", "merges")
        ),
        "pictures, or an encoder with other features": before["seen"] != now["seen"],
        "code of the encoder": before["code"] != now["code"],
    }
    told = [name for name, differs in changed.items() if differs]
    if told:
        raise OtherRun(
            f"expected what {out} began to learn from, got other "
            f"{', other '.join(told)}; put back what was there, or begin anew with "
            "another --out"
        )
    if before["libraries"] != now["libraries"]:
        print(
            f"note: this run began with {before['libraries']}, and goes on with "
            f"{now['libraries']}: its last digits are not those of a run in one go"
        )


def claim(settings: Settings, record: dict, out: Path) -> None:
    """Write down what the run is; call it when all that it needs was checked."""
    about = {"format": FORMAT, **asdict(settings), "record": record}
    with whole_file(out / "run.json") as draft:
        draft.write_text(json.dumps(about, indent=1), encoding="utf-8")


def read_run(run: Path, *, own_split: bool = False) -> tuple[Captioner, Corpus, dict]:
    """A run's captioner on the best device, its data, and its settings.

    Args:
        own_split: use the run's split where pictures came since, without these.

    Raises:
        ValueError: the folder holds no run, one of another version or one whose first
            epoch never ended, or its data is split in another way now.
    """
    settings = read_run_file(run)
    record = settings["record"]
    captioner = Captioner.load(run / "captioner.safetensors").to(choose_device())
    corpus = Corpus.read(**{name: settings[name] for name in READ})
    if own_split:
        known = corpus.captions.captions
        corpus = Corpus(
            corpus.captions,
            {
                side: [name for name in names if name in known]
                for side, names in record["splits"].items()
            },
        )
    else:
        check_split(record, corpus)
    for side in corpus.splits:
        if digest_captions(corpus, side) != record["captions"][side]:
            print(
                f"note: pictures or captions of {side} are not those that {run} "
                "began with",
                file=sys.stderr,
            )
    return captioner, corpus, settings


def write_history(out: Path, rows: list[dict]) -> None:
    """history.csv, a row an epoch, and loss.png."""
    history = pd.DataFrame(rows)
    with whole_file(out / "history.csv") as draft:
        history.to_csv(draft, index=False)
    with whole_file(out / "loss.png") as draft:
        draw_history(history).savefig(draft, dpi=120, format="png")


def draw_history(history: pd.DataFrame) -> Figure:
    """Training and validation loss over epochs."""
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    ax = figure.subplots()
    for column, name in (("train_loss", "training"), ("val_loss", "validation")):
        ax.plot(history["epoch"], history[column], marker=".", label=name)
    rewarded = (history["train_loss"] < 0).all()
    unit = "minus the mean reward" if rewarded else "loss (nats a word)"
    ax.set(xlabel="epoch", ylabel=unit)
    ax.locator_params(axis="x", integer=True)
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return figure
