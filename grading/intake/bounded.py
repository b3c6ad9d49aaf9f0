"""A process for work on students' bytes: nobody's file costs more than its share.

It runs our code alone, never a student's; but a notebook or a zip may be made so that
reading it takes hours or all memory. Then the process is ended and a new one goes on.
"""

import multiprocessing
import resource
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from helpers.messages import marked

SECONDS = 10  # of computing, for one file; a lesson takes 0.2
OF_ONE = 30  # of computing, for all files of a student
PATIENCE = 10  # times as long on the clock: the machine may be busy
MEMORY = 1000  # megabytes
TRIES = 2  # processes that a file may lose
ENDING = 5  # s that a process may take to be gone


class TooMuch(Exception):
    """A file takes more than its share; the message says of what."""


class Bounded:
    """Calls functions in a process of its own, which starts when it is needed."""

    def __init__(self):
        self.process, self.line, self.left = None, None, OF_ONE

    def __enter__(self) -> "Bounded":
        return self

    def __exit__(self, *_) -> None:
        self.end()

    def next_student(self) -> None:
        """Begin to count the seconds of another student."""
        self.left = OF_ONE

    def __call__(self, function: Callable, *arguments: Any) -> Any:
        """What the function returns.

        Raises:
            TooMuch: it takes too long, or too much memory, or ends the process.
            ValueError: it has failed; the message is its own.
        """
        seconds = min(SECONDS, self.left)
        if seconds <= 0:
            raise TooMuch(
                marked(f"this student's files take longer than {OF_ONE} s to read")
            )
        for more_tries in reversed(range(TRIES)):
            try:
                failed, result, used = self._answer(function, arguments, seconds)
                break
            except EOFError:  # by the file, or by the machine: then the next try tells
                if not more_tries:
                    self.left -= seconds
                    raise TooMuch(marked("whatever reads it is ended by it")) from None
        self.left -= used
        if failed == "memory":
            self.end()
            raise TooMuch(marked(f"it takes more than {MEMORY} MB of memory to read"))
        if failed:
            raise ValueError(result)
        return result

    def _answer(self, function: Callable, arguments: tuple, seconds: float) -> tuple:
        """What the process says: (how it failed, result, seconds used).

        Raises:
            TooMuch: it takes too long.
            EOFError: the process has ended, which need not be the file's fault.
        """
        if self.process is None:
            self._start()
        late = True
        try:
            self.line.send((function, arguments, seconds))
            if self.line.poll(PATIENCE * seconds):
                late = False
                return self.line.recv()
        except (EOFError, OSError):
            self.process.join(ENDING)
            late = self.process.exitcode == -signal.SIGXCPU
        self.end()
        if not late:
            raise EOFError
        self.left -= seconds
        raise TooMuch(marked(f"it takes longer than {seconds:g} s to read"))

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def end(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process.close()
            self.line.close()
            self.process = None


def work(line: Connection) -> None:
    """In the process: call what comes, until the owner has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to answer
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY * 2**20, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    while True:
        try:
            function, arguments, seconds = line.recv()
        except EOFError:
            return
        begun = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(begun + seconds) + 1, most))
        try:
            failed, result = "", function(*arguments)
        except MemoryError:
            failed, result = "memory", ""
        except Exception as error:
            failed, result = "error", f"{error or type(error).__name__}"[:200]
        line.send((failed, result, time.process_time() - begun))
