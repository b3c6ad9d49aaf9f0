"""Many judges at work: threads on this machine, or a Dask cluster.

Each place of work keeps one judge process (judge/__main__.py) and gives it one notebook
after the other. A task and its result are plain values, so both ways run the same
function.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from ..box.bubblewrap import NoBox
from ..limits import ENDING, PATIENCE, STARTING

OWN = threading.local()  # each thread's judge
TRIES = 3  # judges that a notebook may lose before that is its result
PASSED_ON = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "MPLCONFIGDIR"]
SET = {  # the same everywhere
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
JUDGES: list["Judge"] = []
STOPPED = threading.Event()  # nobody wants results any more: start no judge


def environment() -> dict[str, str]:
    """What a judge knows of the shell it was started from: places, and no more.

    PYTHONOPTIMIZE would strip its asserts, PYTHONPATH put other modules in front;
    flags of torch and OpenMP change numbers.
    """
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | SET


class JudgeLost(Exception):
    """A judge ended or fell silent."""


class Judge:
    """A judge process.

    Raises:
        NoBox: no box can be had here.
        JudgeLost: it ended, or said nothing, while starting.
    """

    def __init__(self, *, trusted: bool):
        root = Path(__file__).resolve().parents[2]
        command = [sys.executable, "-m", "grading.judge"]
        self.trusted, self.heard = trusted, b""
        self.process = subprocess.Popen(
            command + ["--trusted"] * trusted,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            env=environment(),
        )
        assert self.process.stdin and self.process.stdout  # both are pipes
        self.tasks, self.results = self.process.stdin, self.process.stdout
        JUDGES.append(self)
        try:
            answer = self._read(STARTING)
        except JudgeLost:
            self.close()
            raise
        if "ready" not in answer:
            self.close()
            raise NoBox(answer["refused"])

    def ask(self, task: dict) -> dict:
        """Have a notebook judged: {"checks", "seconds"}, or {"trouble": why}."""
        # before each check it looks at the clock, so one more may follow, and its end
        seconds = task["seconds"] + 2 * (PATIENCE * task["limits"]["seconds"] + ENDING)
        try:
            self.tasks.write(json.dumps(task).encode() + b"\n")
            self.tasks.flush()
            return self._read(seconds + STARTING)  # a lost box starts anew meanwhile
        except (OSError, ValueError, JudgeLost) as error:  # closed: ValueError
            self.close()
            return {"trouble": f"the judge was lost: {error}"}

    def _read(self, seconds: float) -> dict:
        """Its next line, within some seconds."""
        out, deadline = self.results.fileno(), time.monotonic() + seconds
        while b"\n" not in self.heard:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([out], [], [], left)[0]:
                raise JudgeLost(f"it said nothing for {seconds:.0f} s")
            part = os.read(out, 65536)
            if not part:
                raise JudgeLost("it ended")
            self.heard += part
        line, _, self.heard = self.heard.partition(b"\n")
        return json.loads(line)

    def close(self) -> None:
        """Let it go; its box ends with it."""
        with contextlib.suppress(ValueError):  # closed before
            JUDGES.remove(self)
        for pipe in (self.tasks, self.results):
            with contextlib.suppress(OSError):
                pipe.close()
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def judged(task: dict) -> dict:
    """Judge a task with this thread's judge; if that is lost, with another."""
    result = {}
    for _ in range(TRIES):
        if STOPPED.is_set():
            return {"trouble": "grading was stopped"}
        judge = getattr(OWN, "judge", None)
        if judge is None or judge.trusted != task["trusted"]:
            try:
                judge = OWN.judge = Judge(trusted=task["trusted"])
            except JudgeLost as error:
                result = {"trouble": f"no judge started: {error}"}
                continue
            if STOPPED.is_set():
                continue
        result = judge.ask(task)
        if "trouble" not in result:
            break
        OWN.judge = None
    return result


@atexit.register
def close_all() -> None:
    """End all judges of this process."""
    while JUDGES:
        JUDGES[-1].close()


def on_this_machine(tasks: dict[str, dict], workers: int) -> Iterator[tuple[str, dict]]:
    """Yield (name, result) as they are done; left early, it ends all judges at once."""
    STOPPED.clear()
    with ThreadPoolExecutor(workers) as pool:
        futures = {pool.submit(judged, task): name for name, task in tasks.items()}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:  # Ctrl-C, or a full disk: threads wait for their judges
            STOPPED.set()
            for judge in list(JUDGES):
                judge.process.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            close_all()


def on_a_cluster(tasks: dict[str, dict], scheduler: str) -> Iterator[tuple[str, dict]]:
    """Yield (name, result) as the workers of a Dask scheduler are done.

    The workers need this package of the same version, and bubblewrap.
    """
    from distributed import Client
    from distributed import as_completed as done

    with Client(scheduler) as client:
        # no keys of ours: on a scheduler that others use, the same key is the same task
        futures = {
            client.submit(judged, task, pure=False): name
            for name, task in tasks.items()
        }
        for future in done(list(futures)):
            error = future.exception()  # as when a worker is killed again and again
            if error and not isinstance(error, NoBox):
                yield futures[future], {"trouble": f"{type(error).__name__}: {error}"}
            else:
                yield futures[future], future.result()
