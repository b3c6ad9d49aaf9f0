"""The running box, seen from outside: start it, ask it for fresh processes, end it.

Its server (server.py) runs inside bubblewrap (bubblewrap.py). It divides that further:
one process namespace, folder and user for each check.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict

from ..limits import ENDING, STARTING, Limits
from .bubblewrap import ADVICE, ROOT, SECRET, NoBox, bubblewrap, scratch

START = "import sys; sys.path[:0] = [{path!r}]; {run}"
RUN = "from grading.box import server; server.main({arguments})"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "USER": "student",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class BoxLost(Exception):
    """The box no longer answers; `Sandbox.restart` makes a new one."""


class Sandbox:
    """The running server of server.py, inside bubblewrap unless `trusted`.

    Raises:
        NoBox: it can't be had here, or it would show the course to answers.
    """

    def __init__(self, *, trusted: bool):
        self.trusted, self.loaded = trusted, list[str]()
        self.folder: str | None = None
        self.start()

    def start(self) -> None:
        ours, theirs = socket.socketpair()
        self.line = ours
        if self.trusted:
            self.folder = tempfile.mkdtemp(prefix="grading-")
        self.inside = self.folder or scratch()
        secret = [] if self.trusted else [str(ROOT / name) for name in SECRET]
        arguments = [theirs.fileno(), not self.trusted, secret]
        python = [
            sys.executable,
            "-s",
            "-P",
            "-c",
        ]  # -P: nothing from a writable folder
        path = str(ROOT) if self.trusted else "/box"
        run = RUN.format(arguments=str(arguments)[1:-1])
        start = START.format(path=path, run=run)
        outside = [] if self.trusted else bubblewrap()
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 (a pipe would want a reader)
        self.process = subprocess.Popen(
            [*outside, *python, start],
            pass_fds=[theirs.fileno()],
            env=ENVIRONMENT | {"TMPDIR": self.inside, "HOME": self.inside},
            cwd=self.folder or "/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.said,
            start_new_session=True,
        )
        theirs.close()
        ours.settimeout(STARTING)
        ready = self.answer()
        if ready != "ready":
            self.close()
            raise NoBox(f"the box did not start: {ready or self.heard}\n{ADVICE}")

    def answer(self) -> str:
        """What the server says when it has done something."""
        try:
            return self.line.recv(4096).decode()
        except OSError as error:
            return f"nothing ({error})"

    def load(self, modules: list[str]) -> None:
        """Have the server import modules, for all forks to come.

        Raises:
            BoxLost: the server has gone.
        """
        new = [name for name in modules if name not in self.loaded]
        self.loaded += new  # a new server imports them too
        if new:
            self.ask_to_load(new)

    def ask_to_load(self, modules: list[str]) -> None:
        try:
            self.line.sendall(json.dumps({"modules": modules}).encode())
        except OSError as error:
            raise BoxLost(str(error)) from error
        if (said := self.answer()) != "ready":
            raise BoxLost(said)

    def open(self, limits: Limits) -> tuple[socket.socket, socket.socket]:
        """Start a fresh process; return the wire to it and the line to its keeper.

        Raises:
            BoxLost: the server has gone.
        """
        wire, inside = socket.socketpair()
        line, keeper = socket.socketpair()
        request = json.dumps(asdict(limits) | {"folder": self.inside}).encode()
        with inside, keeper:
            try:
                given = [inside.fileno(), keeper.fileno()]
                socket.send_fds(self.line, [request], given)
            except OSError as error:
                wire.close()
                line.close()
                raise BoxLost(str(error)) from error
        return wire, line

    def restart(self) -> None:
        """End it with all that runs in it, and begin anew."""
        self.close()
        self.start()
        if self.loaded:
            self.ask_to_load(self.loaded)

    def close(self) -> None:
        """End the server and all that runs in it."""
        self.line.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(ENDING)
        self.said.seek(max(0, self.said.seek(0, os.SEEK_END) - 500))
        self.heard = self.said.read().decode(errors="replace").strip()
        self.said.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def end(line: socket.socket, *, gone: bool = False) -> int | str:
    """End a process and all it started; return how it had ended: a code or a word.

    Args:
        line: to its keeper.
        gone: it seems to have ended by itself.

    Raises:
        BoxLost: the keeper does not answer, so nobody knows what still runs.
    """
    said = b""
    with line:
        line.settimeout(ENDING)
        try:
            with contextlib.suppress(BrokenPipeError):  # it did not wait for our word
                if gone:
                    line.sendall(b"gone")
                line.shutdown(socket.SHUT_WR)
            while part := line.recv(4096):
                said += part
        except TimeoutError as error:
            raise BoxLost("a keeper does not answer") from error
        except OSError:  # it was ended itself
            pass
    if not said.endswith(b"}"):
        raise BoxLost("a keeper was lost")
    return json.loads(said)["code"]
