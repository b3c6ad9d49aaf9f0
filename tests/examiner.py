"""Run answers through a lesson's checks the way the grader would.

A lesson is taken apart into its graded program: the imports cell, the exercise cells
and the check cells, in order. An answer replaces one exercise cell. Each program runs
in a fresh process, forked from one that has the imports loaded, with a time limit.
"""

import ast
import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

from authoring.lesson import Lesson, take_apart

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 20  # of computing for one program; a lesson's checks take about one
NOT_REACHED = "not reached: an earlier cell failed"
PATIENCE = 6  # times as long on the clock: the machine may be busy with other things


@cache
def load_lesson(name: str) -> Lesson:
    """Build lesson NN_name from its source and take it apart."""
    from authoring import build  # here: the forked processes need none of its imports

    solution = build.solution_notebook(ROOT / "solutions" / f"{name}.py")
    return take_apart(name, solution, build.student_notebook(solution, name))


def lesson_names() -> list[str]:
    """Names of the lessons that exist, in order."""
    return [p.stem for p in sorted((ROOT / "solutions").glob("[0-9][0-9]_*.py"))]


def readable_lessons() -> list[str]:
    """Names of the lessons whose source can be built."""
    return [name for name in lesson_names() if not unreadable(name)]


@cache
def unreadable(name: str) -> str:
    """Say why a lesson can't be built, "" if it can."""
    try:
        load_lesson(name)
    except Exception as error:
        return f"{name}: {error}"
    return ""


def run(
    cells: list[tuple[str, str]], *, enough: Callable[[str, str], bool] | None = None
) -> dict[str, str]:
    """Run cells in a fresh process; return {cell id: what went wrong, or ""}.

    Args:
        enough: (cell id, what went wrong) -> whether the cells after it matter no more.
    """
    context = multiprocessing.get_context("forkserver")
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(
            target=_run_cells, args=(cells, sender, folder, SECONDS)
        )
        process.start()
        sender.close()
        verdicts, deadline = {}, time.monotonic() + PATIENCE * SECONDS
        reason = f"not reached: it took longer than {SECONDS} s"
        while len(verdicts) < len(cells):
            if not receiver.poll(max(0.0, deadline - time.monotonic())):
                break
            try:
                cell, verdict = receiver.recv()
            except (EOFError, OSError):
                reason = f"not reached: the process ended, or took over {SECONDS} s"
                break
            verdicts[cell] = verdict
            if enough and enough(cell, verdict):
                reason = NOT_REACHED
                break
        process.kill()
        with contextlib.suppress(ProcessLookupError):  # and all that it started
            os.killpg(process.pid, signal.SIGKILL)
        process.join()
    return {cell: verdicts.get(cell, reason) for cell, _ in cells}


def _run_cells(cells: list[tuple[str, str]], sender, folder: str, seconds: int) -> None:
    """Run cells in one namespace and send (id, what went wrong) after each.

    As in nbgrader, a cell that fails does not stop the later ones, and a check that
    writes to stderr has failed.
    """
    import torch

    os.setsid()
    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    torch.set_num_threads(1)
    errors = open("stderr.txt", "w+b")  # noqa: SIM115 (open until the process ends)
    os.dup2(errors.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    namespace = {"__name__": "__main__"}
    for cell, source in cells:
        before = os.fstat(errors.fileno()).st_size
        verdict = ""
        try:
            exec(compile(source, f"<{cell}>", "exec", optimize=0), namespace)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            verdict = _describe(error)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # closed by the answer
                stream.flush()
        if not verdict and os.fstat(errors.fileno()).st_size > before:
            written = os.pread(errors.fileno(), 300, before).decode(errors="replace")
            verdict = f"wrote to stderr: {written}"
        sender.send((cell, verdict))


def _describe(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # an exception may be made so that it can't be printed
        return type(error).__name__


class Examiner:
    """Runs programs side by side, one on each core that this test process has."""

    def __init__(self):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(
            ["pytest", "authoring.lesson", *imported_modules()]
        )
        beside = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
        self._pool = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // beside))

    def submit(self, cells: list[tuple[str, str]], **how) -> Future:
        """Queue a program; the future's result is that of `run`."""
        return self._pool.submit(run, cells, **how)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def imported_modules() -> list[str]:
    """Names of the modules that the lessons' imports cells load."""
    found = set()
    for name in readable_lessons():
        for node in ast.walk(ast.parse(load_lesson(name).imports)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module)
    return sorted(found)
