"""What every case of the suite measures with: clocks, medians, peaks, exponents, rows.

On a machine with a GPU both sides run there, and in the number format of helpers.train.
"""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from helpers.devices import choose_device, number_format

FORMATS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
STATUS = Path("/proc/self/status")  # Linux


@dataclass(frozen=True)
class Row:
    """A line of the table: a plain implementation's number against ours.

    Args:
        case: what was measured.
        unit: of plain and ours.
        plain, ours: medians; None where there is nothing to compare, or no number.
        ratio: what is judged, in the case's own sense.
        least, most: what the ratio is wanted to be, if anything.
        notes: whatever else must be known, for the JSON; "said" is printed.
    """

    case: str
    unit: str = ""
    plain: float | None = None
    ours: float | None = None
    ratio: float | None = None
    least: float | None = None
    most: float | None = None
    notes: dict = field(default_factory=dict)

    @property
    def wanted(self) -> str:
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else ""

    @property
    def verdict(self) -> str:
        """reached, MISSED, or nothing where no ratio is wanted or none was measured."""
        if not self.wanted or self.ratio is None:
            return ""
        low = -np.inf if self.least is None else self.least
        high = np.inf if self.most is None else self.most
        return "reached" if low <= self.ratio <= high else "MISSED"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, on the clock, until a GPU too is done with it."""
    wait()
    began = time.perf_counter()
    work()
    wait()
    return time.perf_counter() - began


def wait() -> None:
    """Until the GPU, if there is one, has done what it was told."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def usual_format() -> torch.autocast:
    """A context in the number format in which helpers.train learns here."""
    dtype = FORMATS.get(number_format(), torch.float32)
    return torch.autocast(
        choose_device().type, dtype, enabled=dtype is not torch.float32
    )


def in_turn(
    works: Sequence[Callable[[], object]], repeats: int
) -> list[tuple[float, list[float]]]:
    """Median and all times, in seconds, of calls made in turn after one of each.

    In turn, so that whatever else the machine does slows all of them alike.
    """
    for work in works:
        work()
    times = [[] for _ in works]
    for _ in range(repeats):
        for own, work in zip(times, works, strict=True):
            own.append(seconds(work))
    return [(statistics.median(own), own) for own in times]


def spread(values: Sequence[float], digits: int = 1) -> tuple[str, str]:
    """As words of a table: the median, and from where to where; "" if it is one."""
    least, most = (f"{x:.{digits}f}" for x in (min(values), max(values)))
    between = f"{least} to {most}" if len(values) > 1 else ""
    return f"{statistics.median(values):.{digits}f}", between


def reset_peak() -> None:
    """From now on `peak_memory` tells of what is held now and of what comes.

    Raises:
        OSError: the system does not do that.
    """
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    else:
        STATUS.with_name("clear_refs").write_text("5")


def peak_memory() -> int:
    """The most bytes that this process has held at once, on the GPU if there is one.

    Raises:
        OSError: the system does not tell.
    """
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated()
    lines = STATUS.read_text().splitlines()
    return next(int(x.split()[1]) * 1024 for x in lines if x.startswith("VmHWM"))


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of log cost over log size: 1 for a cost that grows in proportion."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def machine() -> dict:
    """What it ran on, and how busy that was."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    return {
        "processor": names[0] if names else platform.processor(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "gpu": gpu,
        "load": round(os.getloadavg()[0], 1),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }
