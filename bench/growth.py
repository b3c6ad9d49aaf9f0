"""What more data and longer captions cost in time.

Axes: B pictures of a batch, T ids a caption; see bench.made_up for the others.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from matplotlib.figure import Figure

from helpers.captioner import Captioner
from helpers.decoding import greedy_decode
from helpers.devices import choose_device
from helpers.settings import configure
from helpers.tokens import Vocabulary

from . import plain
from .made_up import WORDS, Size, made_up_run, rows, settings
from .measure import Row, exponent, in_turn
from .speed import CALLS

TIMES = (1, 2, 4, 8)


@dataclass(frozen=True)
class Sizes:
    """The smallest of each series; the others are 2, 4 and 8 times that.

    bench.memory has series of the same.
    """

    pictures: int = 32  # of which time is measured
    many: int = 100  # over which memory is to stay flat
    batch: int = 8
    length: int = 10
    eye: str = "small_eye"  # of bench.plain; it sees nothing
    repeats: int = 3


def time(sizes: Sizes, store: Path, out: Path) -> list[Row]:
    """Seconds of learning and of writing over data and length, with exponents."""
    start = Size(sizes.pictures, sizes.batch, 2 * sizes.length, sizes.eye)
    data = [replace(start, pictures=sizes.pictures * k) for k in TIMES]
    length = [
        replace(start, pictures=2 * start.batch, length=sizes.length * k) for k in TIMES
    ]
    few = [replace(start, pictures=k) for k in TIMES]
    one = [replace(size, pictures=1) for size in length]
    found = {
        "learning, over pictures": clock(learner, data, store, sizes.repeats),
        "learning, over ids a caption": clock(learner, length, store, sizes.repeats),
        "writing, over pictures": clock(writer, data, store, sizes.repeats),
        "writing, over ids a caption": clock(writer, length, store, sizes.repeats),
        "plain writing, over pictures": clock(plain_writer, few, store, sizes.repeats),
        "plain writing, over ids a caption": clock(
            plain_writer, one, store, sizes.repeats
        ),
    }
    draw_time(found).savefig(out / "growth.png", dpi=150)
    exponents = {name: exponent(TIMES, times) for name, times in found.items()}
    return [
        Row(
            f"growth of time: {name}",
            "exponent",
            exponents.get(f"plain {name}"),
            exponents[name],
            notes={"seconds": found[name], "plain": found.get(f"plain {name}")},
        )
        for name in found
        if not name.startswith("plain")
    ]


def clock(make: Callable, sizes: list[Size], store: Path, repeats: int) -> list[float]:
    """Median seconds for each size, measured in turn."""
    with tempfile.TemporaryDirectory() as folder:
        works = [
            make(size, store, Path(folder) / str(k)) for k, size in enumerate(sizes)
        ]
        return [median for median, _ in in_turn(works, repeats)]


def learner(size: Size, store: Path, out: Path) -> Callable[[], None]:
    """A call that learns one epoch."""
    run = made_up_run(size, out, store)

    def work():
        run.progress.batch = 0
        run.train_epoch(0)

    return work


def captioner(size: Size) -> Captioner:
    """With random weights, in eval mode."""
    words = Vocabulary(f"w{k}" for k in range(WORDS))
    longer = replace(settings(size), max_length=size.length + 1)
    model = Captioner(configure(longer), words, pretrained=False)
    return model.to(choose_device()).eval()


def writer(size: Size, store: Path, out: Path) -> Callable[[], None]:
    """A call that writes captions of `length` ids, batch by batch."""
    model, seen = captioner(size), rows(size.pictures, store)

    def work():
        for part in torch.arange(size.pictures).split(size.batch):
            memory = model.encode(seen[part])
            with torch.no_grad():
                greedy_decode(model.decoder, memory, max_length=size.length, **CALLS)

    return work


def plain_writer(size: Size, store: Path, out: Path) -> Callable[[], None]:
    """The same one by one, each word reading the whole prefix."""
    ours = captioner(size).decoder
    decoder = plain.same_model(ours)
    seen = rows(size.pictures, store)[:].float().to(choose_device())

    def work():
        for memory in seen.split(1):
            with torch.no_grad():
                memory = ours.bridge(memory)
            plain.greedy(decoder, memory, max_length=size.length, **CALLS)

    return work


def draw_time(found: dict[str, list[float]]) -> Figure:
    """Time over sizes, each as a multiple of its smallest, on logarithmic axes."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for ax, over in zip(
        figure.subplots(1, 2), ("pictures", "ids a caption"), strict=True
    ):
        for name, colour in (
            ("learning", "tab:blue"), ("writing", "tab:orange"),
            ("plain writing", "grey"),
        ):  # fmt: skip
            times = found[f"{name}, over {over}"]
            label = f"{name}: exponent {exponent(TIMES, times):.2f}"
            ax.loglog(
                TIMES, np.divide(times, times[0]), "o-", color=colour, label=label
            )
        ax.minorticks_off()
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks(TIMES, [f"{k}x" for k in TIMES])
        ax.set(xlabel=over, ylabel="time")
        ax.legend(frameon=False, fontsize=9)
        ax.spines[["top", "right"]].set_visible(False)
    return figure
