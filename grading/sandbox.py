"""Outside the box: build it with bubblewrap, ask it for fresh processes.

Bubblewrap gives the server of box.py a file system of read-only libraries, no network,
no environment and process ids of its own. The server divides that further: one process
namespace, folder and user for each check.
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
from dataclasses import asdict, dataclass
from pathlib import Path

OURS = [
    "__init__",
    "ambient",
    "box",
    "mirrors",
    "peer",
    "syscalls",
    "turns",
    "wire",
]  # all the box sees
HOMES = {sys.prefix, sys.base_prefix}
SITES = [Path(path) for path in sys.path if path.endswith("-packages")]
BORROWED = {  # from an environment beside the grader's own, as on Colab
    str(site) for site in SITES if not any(map(site.is_relative_to, HOMES))
}
LIBRARIES = sorted(HOMES | BORROWED)
SYSTEM = ["/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache"]
START = "import sys; sys.path[:0] = [{path!r}]; from grading import box; box.main({a})"
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
ADVICE = (
    "Student code must not run outside a box. On Linux install bubblewrap (apt-get "
    "install bubblewrap) and allow user namespaces, or grade as root in a container "
    "that may create namespaces. With --trusted grading runs unprotected: only for "
    "code that you would run yourself."
)


class NoBox(Exception):
    """The box can't be built here; the message says why and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one check may use.

    Attributes:
        seconds: of computing, and PATIENCE times as many on the clock.
        memory: megabytes, of all its processes together.
        processes: at a time.
        disk: megabytes in its folder, which lies in memory.
    """

    seconds: int = 20
    memory: int = 1500
    processes: int = 64
    disk: int = 64


class Sandbox:
    """The running server of box.py, inside bubblewrap unless `trusted`."""

    def __init__(self, *, trusted: bool, preload: list[str]):
        ours, theirs = socket.socketpair()
        self.line, self.folder = ours, tempfile.mkdtemp(prefix="grading-")
        self.inside = self.folder if trusted else scratch()
        home = Path(__file__).resolve().parent
        arguments = [theirs.fileno(), not trusted, preload]
        python = [sys.executable, "-s", "-c"]
        if trusted:
            start = START.format(path=str(home.parent), a=str(arguments)[1:-1])
            command = [*python, start]
        else:
            start = START.format(path="/box", a=str(arguments)[1:-1])
            command = [*bubblewrap(home), *python, start]
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=ENVIRONMENT | {"TMPDIR": self.inside, "HOME": self.inside},
            cwd=self.folder if trusted else "/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        theirs.close()
        ready = ours.recv(5)
        if ready != b"ready":
            self.process.wait()
            said = self.process.stderr.read().decode(errors="replace").strip()
            self.close()
            raise NoBox(f"the box did not start: {said[-500:]}\n{ADVICE}")

    def open(self, limits: Limits) -> tuple[socket.socket, socket.socket]:
        """Start a fresh process; return the wire to it and the line to its keeper."""
        wire, inside = socket.socketpair()
        line, keeper = socket.socketpair()
        request = json.dumps(asdict(limits) | {"folder": self.inside}).encode()
        socket.send_fds(self.line, [request], [inside.fileno(), keeper.fileno()])
        inside.close()
        keeper.close()
        return wire, line

    def close(self) -> None:
        """End the server and all that runs in it."""
        self.line.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def end(line: socket.socket, *, gone: bool = False) -> int | str:
    """End a process and all it started; return how it had ended: a code or a word.

    Args:
        line: to its keeper.
        gone: it seems to have ended by itself.
    """
    with contextlib.suppress(OSError):
        if gone:
            line.sendall(b"gone")
        line.shutdown(socket.SHUT_WR)
    said = b""
    with contextlib.suppress(ConnectionResetError):  # it did not wait for our word
        while part := line.recv(4096):
            said += part
    line.close()
    return json.loads(said or b"{}").get("code", "lost")


def bubblewrap(home: Path) -> list[str]:
    """The command that builds the outer box."""
    program = shutil.which("bwrap")
    if sys.platform != "linux" or not program:
        raise NoBox(f"bubblewrap (bwrap) was not found. {ADVICE}")
    command = [program, "--die-with-parent", "--new-session"]
    command += ["--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts"]
    command += ["--cap-drop", "ALL"]
    needed = ["CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL"]
    needed += ["CAP_SYS_PTRACE"]  # to see how much memory a check's processes share
    if os.geteuid() != 0:
        command += ["--unshare-user", "--uid", "0", "--gid", "0"]
    for capability in needed:
        command += ["--cap-add", capability]
    command += ["--tmpfs", "/tmp"]
    if scratch() != "/tmp":
        command += ["--tmpfs", scratch()]
    paths = [p for p in SYSTEM if os.path.exists(p)] + LIBRARIES
    inner = {str(parent) for path in LIBRARIES for parent in Path(path).parents}
    for folder in sorted(inner - {"/", "/tmp"}) + ["/box"]:  # any user may pass through
        command += ["--perms", "0755", "--dir", folder]
    for path in paths:
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif not path.startswith("/usr/"):  # that is there already
            command += ["--ro-bind", path, path]
    for package in ("helpers", "grading", "solutions"):  # if the course is installed
        for site in SITES:
            if (site / package).exists():
                command += ["--tmpfs", str(site / package)]
    for name in OURS:
        command += ["--ro-bind", str(home / f"{name}.py"), f"/box/grading/{name}.py"]
    command += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    command += ["--remount-ro", "/", "--chdir", scratch()]
    if scratch() != "/tmp":
        command += ["--remount-ro", "/tmp"]
    return command


def scratch() -> str:
    """Where a check may write: /tmp, unless Python itself lies there."""
    inside = any(Path(path).is_relative_to("/tmp") for path in LIBRARIES)
    return "/scratch" if inside else "/tmp"
