"""The command that builds the outer box, and what it shows and hides.

Bubblewrap (containers/bubblewrap) gives the server a file system of read-only
libraries, no network and process ids of its own.
"""

import os
import shutil
import sys
from pathlib import Path

GRADING = Path(__file__).resolve().parents[1]
ROOT = GRADING.parent
CARRIED = ["__init__.py", "limits.py", "box", "remote"]  # of grading/, all it imports
# What an answer may not read, wherever the course lies: the server looks for these.
SECRET = ("solutions", "notebooks", "tests", "authoring", "helpers", "grading/judge")
HOMES = {sys.prefix, sys.base_prefix}
PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")  # of a home, all that Python reads
SITES = [Path(path) for path in sys.path if path.endswith("-packages")]
BORROWED = {  # from an environment beside the grader's own, as on Colab
    str(site) for site in SITES if not any(map(site.is_relative_to, HOMES))
}
LIBRARIES = sorted(
    {str(Path(home, part)) for home in HOMES for part in PARTS} | BORROWED
)
SYSTEM = ["/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache"]
ADVICE = (
    "Student code must not run outside a box. On Linux install bubblewrap (apt-get "
    "install bubblewrap) and allow user namespaces, or grade as root in a container "
    "that may create namespaces. With --trusted grading runs unprotected: only for "
    "code that you would run yourself."
)


class NoBox(Exception):
    """The box can't be built here; the message says why and what to do."""


def bubblewrap() -> list[str]:
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
    inner = {str(parent) for path in LIBRARIES for parent in Path(path).parents}
    for folder in sorted(inner - {"/", "/tmp"}) + ["/box"]:  # any user may pass through
        command += ["--perms", "0755", "--dir", folder]
    command += [*read_only(SYSTEM + LIBRARIES), *hidden()]
    for name in CARRIED:
        command += ["--ro-bind", str(GRADING / name), f"/box/grading/{name}"]
    command += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    command += ["--remount-ro", "/", "--chdir", scratch()]
    if scratch() != "/tmp":
        command += ["--remount-ro", "/tmp"]
    return command


def read_only(paths: list[str]) -> list[str]:
    """Options that lay these paths into the box, those that there are."""
    options = []
    for path in filter(os.path.exists, paths):
        if os.path.islink(path):
            options += ["--symlink", os.readlink(path), path]
        elif not path.startswith("/usr/"):  # that is there already
            options += ["--ro-bind", path, path]
    return options


def hidden() -> list[str]:
    """Options that put an empty folder over the course, where the box would show it."""
    options = []
    for site in SITES:  # if the course is installed
        for package in SECRET:
            if (site / package).is_dir():
                options += ["--tmpfs", str(site / package)]
    shown = [os.path.realpath(path) for path in SYSTEM + LIBRARIES]
    if any(ROOT.is_relative_to(path) for path in shown):
        options += ["--tmpfs", str(ROOT)]
        for path in filter(os.path.exists, LIBRARIES):  # an environment in the checkout
            if Path(path).is_relative_to(ROOT) and not os.path.islink(path):
                options += ["--ro-bind", path, path]
    return options


def scratch() -> str:
    """Where a check may write: /tmp, unless Python itself lies there."""
    inside = any(Path(path).is_relative_to("/tmp") for path in LIBRARIES)
    return "/scratch" if inside else "/tmp"
