"""Many judges at work: threads on this machine, or a Dask cluster.

Each place of work keeps one judge process (judge.py) and gives it one notebook after
the other. A task and its result are plain values, so both ways run the same function.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from .sandbox import NoBox

HERE = threading.local()  # each thread's judge
ALL: list["Judge"] = []


class Judge:
    """A judge process; asked again after it has died, it starts anew."""

    def __init__(self, *, trusted: bool):
        root = Path(__file__).resolve().parent.parent
        command = [sys.executable, "-m", "grading.judge"]
        one = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        self.trusted = trusted
        self.process = subprocess.Popen(
            command + ["--trusted"] * trusted,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            env=os.environ | one | {"MPLBACKEND": "Agg"},
            text=True,
        )
        answer = self._read()
        if "ready" not in answer:
            self.close()
            raise NoBox(answer.get("refused", "the judge did not start"))

    def ask(self, task: dict) -> dict:
        """Have a notebook judged: {"checks", "seconds"}, or {"trouble": why}."""
        try:
            self.process.stdin.write(json.dumps(task) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"trouble": "the judge has gone"}
        return self._read()

    def _read(self) -> dict:
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"trouble": "the judge has gone"}

    def close(self) -> None:
        """Let it go; its box ends with it."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def judged(task: dict) -> dict:
    """Judge a task with this thread's judge; trouble of the judge's own counts once."""
    result = {}
    for _ in range(2):
        judge = getattr(HERE, "judge", None)
        if judge is None or judge.trusted != task["trusted"]:
            judge = HERE.judge = Judge(trusted=task["trusted"])
            ALL.append(judge)
        result = judge.ask(task)
        if "trouble" not in result:
            break
        HERE.judge = None
    return result


@atexit.register
def close_all() -> None:
    """End all judges of this process."""
    while ALL:
        ALL.pop().close()


def on_this_machine(tasks: dict[str, dict], workers: int) -> Iterator[tuple[str, dict]]:
    """Yield (name, result) as they are done."""
    with ThreadPoolExecutor(workers) as pool:
        futures = {pool.submit(judged, task): name for name, task in tasks.items()}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
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
        futures = {
            client.submit(judged, task, key=f"grading-{name}", pure=False): name
            for name, task in tasks.items()
        }
        for future in done(list(futures)):
            yield futures[future], future.result()
