"""Make the environment .venv with all that `make` needs; standard library only.

Run again after a failure: it goes on with what is there.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
OLDEST, NEWEST = (3, 11), (3, 13)
DISK = 9  # GB: torch with its GPU libraries is most of it, unpacked beside its download


def main() -> None:
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        stop(
            f"expected Python 3.11 to 3.13, got {version[0]}.{version[1]}; install one "
            "and name it: make PYTHON=python3.12 course"
        )
    free = shutil.disk_usage(".").free / 1e9
    if free < DISK and not VENV.exists():
        stop(f"expected {DISK} GB of free disk, got {free:.1f}; make room, try again")
    if sys.platform == "linux" and not ctypes.util.find_library("GL"):
        stop(
            "expected the library libGL.so.1, which OpenCV loads, found none; "
            "install it: sudo apt-get install libgl1 libglib2.0-0"
        )
    python = VENV / "bin" / "python"
    if not works(python):
        shutil.rmtree(VENV, ignore_errors=True)  # half made, or moved with its folder
        print("Setting up .venv, once: some minutes and about 6 GB.", flush=True)
        run(sys.executable, "-m", "venv", str(VENV))
    run(str(python), "-m", "pip", "install", "--quiet", "uv")
    # compiled now: the grader's boxes cannot write, and would do it at each import
    install = ["pip", "install", "--quiet", "--compile-bytecode"]
    run(str(python), "-m", "uv", *install, "-e", ".[dev]")
    (VENV / "ready").touch()


def works(python: Path) -> bool:
    """Whether the environment is whole: it runs, has pip, lies where it was made."""
    ask = "import pip, sys; print(sys.prefix)"
    try:
        done = subprocess.run([python, "-c", ask], capture_output=True, text=True)
    except OSError:  # none yet, or its Python has gone
        return False
    here = Path(done.stdout.strip()) if done.returncode == 0 else None
    scripts = VENV / "bin" / "pip"
    if here is None or here.resolve() != VENV.resolve() or not scripts.exists():
        return False
    first = scripts.read_bytes().split(b"\n")[0].decode(errors="replace")
    return not first.startswith("#!/") or Path(first[2:].strip()).exists()


def run(*command: str) -> None:
    """Run one step of the set-up in .venv, or say what it may have lacked."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV.resolve())}
    if subprocess.run(command, env=environment).returncode:
        stop(
            f"this step failed: {' '.join(command)}\nIts own message stands above. "
            "Without a network nothing can be installed: connect and run make again, "
            "it goes on where it stopped. 'No module named venv' or 'ensurepip': "
            "sudo apt-get install python3-venv"
        )


def stop(message: str) -> None:
    sys.exit(f"setup: {message}")


if __name__ == "__main__":
    main()
