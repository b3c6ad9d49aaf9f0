"""What more data, larger batches and longer captions cost in memory.

Axes: B pictures of a batch, T ids a caption; see bench.made_up for the others.
"""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from matplotlib.figure import Figure

from .growth import TIMES, Sizes, learner, writer
from .made_up import Size, rows
from .measure import Row, peak_memory, reset_peak

WRITTEN_AT_ONCE = 8  # times as many pictures as are learnt at once
LONGER = 4  # captions than learnt: below 40 ids the first look needs the most
MOST_RISE = 1.1  # of what the work takes, over eight times the pictures
NOISE = 10e6  # bytes; equal work in two processes was seen to differ by 9 MB
# glibc then gives freed blocks back at once, so that peaks tell what was in use
GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "262144"}
MOST_BEND = 0.1  # largest distance from a straight line, as a share of the rise


def series(sizes: Sizes, *, larger: int = 1, longer: int = 1) -> dict[str, list[Size]]:
    """What is made 1, 2, 4 and 8 times as large, the rest held.

    Args:
        larger, longer: factors on batches, and on the lengths that are compared, for
            work that takes little memory.
    """
    batch = sizes.batch * larger
    start = Size(2 * batch, batch, 2 * sizes.length, sizes.eye)
    return {
        "pictures": [replace(start, pictures=sizes.many * k) for k in TIMES],
        "batch": [
            replace(start, pictures=2 * batch * k, batch=batch * k) for k in TIMES
        ],
        "length": [replace(start, length=longer * sizes.length * k) for k in TIMES],
    }


def peaks(sizes: Sizes, store: Path, out: Path) -> list[Row]:
    """Peak memory of learning and of writing, each size in a process of its own.

    Over pictures, what the smallest held before it began is left out of the ratio.
    """
    wanted = {
        "learning": (learner, series(sizes)),
        "writing": (writer, series(sizes, larger=WRITTEN_AT_ONCE, longer=LONGER)),
    }
    largest = max(x.pictures for _, of in wanted.values() for x in sum(of.values(), []))
    rows(largest, store)
    try:
        found = {
            name: {
                over: [peak(make, size, store) for size in chosen]
                for over, chosen in of.items()
            }
            for name, (make, of) in wanted.items()
        }
    except OSError as error:
        return [Row("memory", notes={"said": f"not measured: {error}"})]
    before = {name: of["pictures"][0][0] for name, of in found.items()}
    found = {
        name: {over: [most for _, most in pairs] for over, pairs in of.items()}
        for name, of in found.items()
    }
    draw_memory(found, wanted).savefig(out / "memory.png", dpi=150)
    result = []
    for name, of in found.items():
        low, high, idle = of["pictures"][0], of["pictures"][-1], before[name]
        result.append(
            Row(f"memory of {name}: 8 times the pictures", "MB", low / 1e6, high / 1e6,
                (high - idle) / (low - idle), most=MOST_RISE,
                notes={**of, "before it began": idle})
        )  # fmt: skip
        result += [
            Row(f"memory of {name}: bend over {over}", "MB", of[over][0] / 1e6,
                of[over][-1] / 1e6, bend(TIMES, of[over], noise=NOISE), most=MOST_BEND)
            for over in ("batch", "length")
        ]  # fmt: skip
    return result


def bend(sizes, costs, *, noise: float = 0.0) -> float:
    """Largest distance from the best straight line, as a share of the whole rise.

    Args:
        noise: a smaller rise counts as one of so much.
    """
    line = np.polyval(np.polyfit(sizes, costs, 1), sizes)
    return float(np.abs(np.array(costs) - line).max() / max(np.ptp(costs), noise))


def peak(make: Callable, size: Size, store: Path) -> tuple[int, int]:
    """Bytes that a fresh process holds before it does the work once, and at most.

    Raises:
        OSError: the system does not tell.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=_report_peak, args=(make, size, store, torch.get_num_threads(), sender)
    )
    with patch.dict(os.environ, GIVE_BACK):
        process.start()
    sender.close()
    try:
        found = receiver.recv()
    except EOFError as error:
        raise RuntimeError(f"{make.__name__} failed with {size}; see above") from error
    finally:
        process.join()
    if isinstance(found, OSError):
        raise found
    return found


def _report_peak(make, size, store, threads, sender) -> None:
    torch.set_num_threads(threads)
    folder = Path(tempfile.mkdtemp())
    try:
        work = make(size, store, folder)
        reset_peak()
        before = peak_memory()
        work()
        sender.send((before, peak_memory()))
    except OSError as error:
        sender.send(error)
    finally:
        shutil.rmtree(folder)


def draw_memory(found: dict, wanted: dict) -> Figure:
    """Peak memory over pictures, batch and length."""
    figure = Figure(figsize=(9, 5), layout="constrained")
    labels = {
        "pictures": "pictures in all",
        "batch": "pictures a batch",
        "length": "ids a caption",
    }
    for row, (kind, of) in zip(
        figure.subplots(2, 3, sharey="row"), found.items(), strict=True
    ):
        for ax, (over, label) in zip(row, labels.items(), strict=True):
            sizes = [getattr(size, over) for size in wanted[kind][1][over]]
            ax.plot(sizes, [x / 1e6 for x in of[over]], "o-")
            ax.set(xlabel=label, xlim=0, xticks=sizes)
            ax.spines[["top", "right"]].set_visible(False)
        row[0].set_ylim(0, 1.1 * max(sum(of.values(), [])) / 1e6)
        row[0].set_ylabel(f"{kind}: peak (MB)")
    return figure
