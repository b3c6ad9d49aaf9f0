"""One process against two that share each batch, under accelerate launch and gloo."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .measure import Row

TICK = 0.1  # s, the finest that a history tells
MOST_APART = 1e-6  # of losses, in nats a word
LOSSES = ["train_loss", "val_loss"]
ON_THE_CPU = {  # in float32, one thread a process, also where there is a GPU
    "OMP_NUM_THREADS": "1",
    "ACCELERATE_USE_CPU": "true",
    "CUDA_VISIBLE_DEVICES": "",
}


@dataclass(frozen=True)
class Sizes:
    """Of the run: scenes, whose captioner has no dropout."""

    count: int = 1200  # scenes
    batch: int = 32  # pictures, over both processes
    epochs: int = 3
    width: int = 80


def two(sizes: Sizes, out: Path, *, cache: str) -> list[Row]:
    """The same losses, to the last digits, and what the second process gains.

    Each process has one thread.
    """
    alone = history(sizes, out / "one", cache, processes=1)
    pair = history(sizes, out / "two", cache, processes=2)
    apart = float((pair[LOSSES] - alone[LOSSES]).abs().to_numpy().max())
    # the first epoch's seconds hold what only a beginning takes
    took = (h["seconds"].iloc[-1] - h["seconds"].iloc[0] for h in (alone, pair))
    slow, fast = (max(seconds, TICK) for seconds in took)
    learnt = (sizes.epochs - 1) * sizes.count * 5 * 0.8  # captions, of the train side
    losses = {name: h[LOSSES].to_numpy().tolist() for name, h in
              (("one", alone), ("two", pair))}  # fmt: skip
    return [
        Row("two processes: losses apart", "nats a word", alone[LOSSES[0]].iloc[-1],
            pair[LOSSES[0]].iloc[-1], apart, most=MOST_APART, notes=losses),
        Row("two processes: scaling", "captions/s", learnt / slow, learnt / fast,
            slow / fast),
    ]  # fmt: skip


def history(sizes: Sizes, out: Path, cache: str, *, processes: int) -> pd.DataFrame:
    """Train as a learner would; a row an epoch.

    Raises:
        RuntimeError: the command failed.
    """
    shutil.rmtree(out, ignore_errors=True)
    start = [sys.executable]
    if processes > 1:
        # --cpu would ask for MPI: start them as for GPUs, and let them use the CPU
        start += ["-m", "accelerate.commands.launch", "--multi_gpu"]
        start += ["--num_machines", "1"]
        start += ["--num_processes", str(processes), "--mixed_precision", "no"]
        start += ["--num_cpu_threads_per_process", "1", "--dynamo_backend", "no"]
        start += ["--main_process_port", "0"]
    options = {
        "out": out, "cache": cache, "count": sizes.count, "epochs": sizes.epochs,
        "batch-size": sizes.batch // processes, "width": sizes.width,
    }  # fmt: skip
    words = [x for name, value in options.items() for x in (f"--{name}", str(value))]
    done = subprocess.run(
        [*start, "-m", "helpers.train", *words],
        env={**os.environ, **ON_THE_CPU},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"helpers.train failed\n{done.stderr}")
    return pd.read_csv(out / "history.csv")
