"""Run every student notebook, answered, in an environment of Colab's versions.

    python tests/colab/run.py                   Colab's versions, Python 3.13
    python tests/colab/run.py --dated           those of its dated runtime version
    python tests/colab/run.py --oldest          the oldest our ranges allow, Python 3.11
    python tests/colab/run.py 01 04             some lessons

As Colab does it: each notebook of a release (`make release`) alone in an empty folder,
a fresh kernel in which google.colab is imported already, a small stand-in, then every
cell in turn. The course is what the notebook carries; the environment has none. The
exercises hold our solutions; every shown check must pass, and the set-up cell must
leave all packages as they were. What the notebooks wrote and drew is in build/colab/.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from authoring.lesson import load_lesson  # noqa: E402
from authoring.release import students  # noqa: E402
from helpers.doctor import TESTED  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OUT = ROOT / "build" / "colab"
RELEASE = OUT / "release"
KERNEL = ["ipykernel>=6.17", "matplotlib-inline>=0.1.6", "pip>=24", "setuptools>=75"]
LOWEST = ["--resolution", "lowest-direct"]
VERSIONS = {  # of Python; what pins the packages
    "newest": ("3.13", "constraints.txt"),
    TESTED: ("3.12", f"{TESTED}.txt"),
    "oldest": ("3.11", ""),
}
CELL_SECONDS = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="such as 01 04; all if none")
    parser.add_argument("--oldest", action="store_true", help="oldest allowed versions")
    parser.add_argument("--dated", action="store_true", help=f"Colab's {TESTED}")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="at a time")
    given = parser.parse_args()
    name = "oldest" if given.oldest else TESTED if given.dated else "newest"
    python = make_environment(name)
    environment = kernel_environment(python, given.jobs)
    shutil.rmtree(RELEASE, ignore_errors=True)
    students(RELEASE)
    notebooks = [
        path
        for path in sorted(RELEASE.glob("[0-9][0-9]_*.ipynb"))
        if not given.lessons or path.stem[:2] in given.lessons
    ]
    try_setup(notebooks[0], python, environment)
    with ThreadPoolExecutor(given.jobs) as pool:
        outcomes = list(
            pool.map(lambda path: try_lesson(path, environment, OUT / name), notebooks)
        )
    if not all(outcomes):
        sys.exit(f"failed: {outcomes.count(False)} of {len(outcomes)} lessons")


def try_setup(notebook: Path, python: Path, environment: dict[str, str]) -> None:
    """Run the set-up cell alone: all packages stay as they were."""
    before, complaints = packages(python), pip_check(python)
    alone = nbformat.read(notebook, as_version=4)
    alone.cells = [cell for cell in alone.cells if cell.id == "setup"]
    began = time.monotonic()
    run(alone, environment)
    seconds = time.monotonic() - began
    after = packages(python)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    if changed:
        sys.exit(f"expected the set-up cell to change no package, got {changed}")
    if pip_check(python) != complaints:
        sys.exit(f"pip check said {complaints!r}, now {pip_check(python)!r}")
    said = "".join(output.get("text", "") for output in alone.cells[0].outputs)
    print(f"{'the set-up cell':32} {seconds:6.1f} s  {said.strip()}")
    print(f"{len(before)} packages before, the same after it", flush=True)


def try_lesson(notebook: Path, environment: dict[str, str], folder: Path) -> bool:
    """Run a lesson, print how it went and how long it took."""
    began = time.monotonic()
    lesson = nbformat.read(notebook, as_version=4)
    solved = load_lesson(notebook.stem).solved
    for cell in lesson.cells:
        cell.source = solved.get(cell.id, cell.source)
    try:
        run(lesson, environment)
        outcome = "ok"
    except CellExecutionError as error:
        outcome = f"FAILED\n{error}"
    seconds = time.monotonic() - began
    print(f"{notebook.stem:32} {seconds:6.1f} s  {outcome}", flush=True)
    nbformat.write(lesson, folder / notebook.name)
    return outcome == "ok"


def make_environment(name: str) -> Path:
    """The environment's Python; made once, and anew when its wishes change."""
    folder = OUT / name
    python = folder / "bin" / "python"
    version, list_of = VERSIONS[name]
    constraints = ["--constraint", str(HERE / list_of)] if list_of else LOWEST
    extras = PROJECT["optional-dependencies"]
    needed = [*PROJECT["dependencies"], *extras["clip"], *extras["app"], *KERNEL]
    wishes = "\n".join(needed) + ((HERE / list_of).read_text() if list_of else "")
    noted = folder / "wishes.txt"
    if noted.exists() and noted.read_text() == wishes:
        return python
    print(f"Setting up {folder}, once: about 6 GB.", flush=True)
    uv = [sys.executable, "-m", "uv"]
    os.environ["PYENV_VERSION"] = version  # where pyenv is, else without effect
    sh([*uv, "venv", "--quiet", "--clear", "--python", version, str(folder)])
    install = [*uv, "pip", "install", "--quiet", "--compile-bytecode"]
    install += ["--python", str(python)]
    sh([*install, *constraints, *needed])
    noted.write_text(wishes)
    return python


def kernel_environment(python: Path, jobs: int) -> dict[str, str]:
    """Variables with which a kernel named `colab` is found."""
    start = (
        "import google.colab; from ipykernel import kernelapp; "
        "kernelapp.launch_new_instance()"
    )
    command = [str(python), "-Xfrozen_modules=off", "-c", start]
    spec = {
        "argv": [*command, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    kernel = OUT / "jupyter" / "kernels" / "colab" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    kernel.write_text(json.dumps(spec))
    return {
        **os.environ,
        "JUPYTER_PATH": str(OUT / "jupyter"),
        "PYTHONPATH": str(HERE),
        "OMP_NUM_THREADS": str(max(1, os.cpu_count() // jobs)),
    }


def run(notebook: nbformat.NotebookNode, environment: dict[str, str]) -> None:
    """Execute every cell in a fresh kernel, in an empty folder.

    Raises:
        CellExecutionError: a cell failed; its text and traceback.
    """
    os.environ["JUPYTER_PATH"] = environment["JUPYTER_PATH"]
    with TemporaryDirectory(dir=OUT, prefix="content-") as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="colab",
            resources={"metadata": {"path": folder}},
        )
        client.execute(env=environment)


def packages(python: Path) -> dict[str, str]:
    """Installed packages and their versions."""
    command = [sys.executable, "-m", "uv", "pip", "list", "--quiet", "--format=json"]
    listed = sh([*command, "--python", str(python)], read=True)
    return {package["name"]: package["version"] for package in json.loads(listed)}


def pip_check(python: Path) -> str:
    """What pip finds amiss between packages, "" if nothing."""
    done = subprocess.run(
        [str(python), "-m", "pip", "check"], text=True, capture_output=True
    )
    return "" if done.returncode == 0 else done.stdout


def sh(command: list[str], *, read: bool = False) -> str:
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE if read else None)
    if done.returncode:
        sys.exit(f"this step failed: {' '.join(command)}")
    return done.stdout or ""


if __name__ == "__main__":
    main()
