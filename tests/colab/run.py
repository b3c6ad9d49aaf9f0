"""Run every student notebook, answered, in an environment of Colab's versions.

    python tests/colab/run.py                   Colab's versions, Python 3.13
    python tests/colab/run.py --oldest          the oldest our ranges allow, Python 3.11
    python tests/colab/run.py 01 04             some lessons

As Colab does it: a fresh kernel in which google.colab is imported already, the set-up
cell installing the course from its repository at its tag, then every cell in turn. Here
the repository is a local copy of the last commit, to which git redirects the address;
google.colab is a small stand-in. The exercises hold our solutions; every shown check
must pass, and the set-up cell must add the course to the packages, and change no other.
What the notebooks wrote and drew is kept in build/colab/.
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
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COURSE, TAG = PROJECT["name"], f"v{PROJECT['version']}"
ADDRESS = PROJECT["urls"]["Repository"]
OUT = ROOT / "build" / "colab"
KERNEL = ["ipykernel>=6.17", "matplotlib-inline>=0.1.6", "pip>=24", "setuptools>=75"]
CELL_SECONDS = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="such as 01 04; all if none")
    parser.add_argument("--oldest", action="store_true", help="oldest allowed versions")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="at a time")
    given = parser.parse_args()
    name = "oldest" if given.oldest else "newest"
    python = make_environment(name, oldest=given.oldest)
    environment = kernel_environment(python, local_repository(), given.jobs)
    notebooks = [
        path
        for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
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
    """Run the set-up cell alone: it adds the course, all else stays as it was."""
    uv = [sys.executable, "-m", "uv", "pip"]
    sh([*uv, "uninstall", "--quiet", "--python", str(python), COURSE])
    before, complaints = packages(python), pip_check(python)
    alone = nbformat.read(notebook, as_version=4)
    alone.cells = [cell for cell in alone.cells if cell.id == "setup"]
    began = time.monotonic()
    run(alone, environment)
    seconds = time.monotonic() - began
    after = packages(python)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    if changed != {COURSE}:
        sys.exit(f"expected the set-up cell to add {COURSE} alone, got {changed}")
    if pip_check(python) != complaints:
        sys.exit(f"pip check said {complaints!r}, now {pip_check(python)!r}")
    said = "".join(output.get("text", "") for output in alone.cells[0].outputs)
    print(f"{'the set-up cell':32} {seconds:6.1f} s  {said.strip()}")
    print(f"{len(before)} packages before; after it those and {COURSE}", flush=True)


def try_lesson(notebook: Path, environment: dict[str, str], folder: Path) -> bool:
    """Run a lesson, print how it went and how long it took."""
    began, lesson = time.monotonic(), answered(notebook)
    try:
        run(lesson, environment)
        outcome = "ok"
    except CellExecutionError as error:
        outcome = f"FAILED\n{error}"
    seconds = time.monotonic() - began
    print(f"{notebook.stem:32} {seconds:6.1f} s  {outcome}", flush=True)
    nbformat.write(lesson, folder / notebook.name)
    return outcome == "ok"


def make_environment(name: str, *, oldest: bool) -> Path:
    """The environment's Python; made once, and anew when its wishes change."""
    folder = OUT / name
    python = folder / "bin" / "python"
    constraints = HERE / "constraints.txt"
    extras = PROJECT["optional-dependencies"]
    needed = [*PROJECT["dependencies"], *extras["clip"], *extras["app"], *KERNEL]
    wishes = "\n".join(needed) + ("" if oldest else constraints.read_text())
    noted = folder / "wishes.txt"
    if noted.exists() and noted.read_text() == wishes:
        return python
    print(f"Setting up {folder}, once: about 6 GB.", flush=True)
    uv = [sys.executable, "-m", "uv"]
    version = "3.11" if oldest else "3.13"
    os.environ["PYENV_VERSION"] = version  # where pyenv is, else without effect
    sh([*uv, "venv", "--quiet", "--clear", "--python", version, str(folder)])
    install = [*uv, "pip", "install", "--quiet", "--compile-bytecode"]
    install += ["--python", str(python)]
    if oldest:
        sh([*install, "--resolution", "lowest-direct", *needed])
    else:
        sh([*install, "--constraint", str(constraints), *needed])
    noted.write_text(wishes)
    return python


def local_repository() -> Path:
    """A bare copy of the last commit, with the tag that the set-up cell asks for."""
    repository = OUT / "repository.git"
    shutil.rmtree(repository, ignore_errors=True)
    sh(["git", "clone", "--quiet", "--bare", str(ROOT), str(repository)])
    sh(["git", "-C", str(repository), "tag", "--force", TAG, "HEAD"])
    return repository


def kernel_environment(python: Path, repository: Path, jobs: int) -> dict[str, str]:
    """Variables with which a kernel named `colab` is found and git is redirected."""
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
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
    }


def answered(notebook: Path) -> nbformat.NotebookNode:
    """The student's notebook with our solutions in its exercises."""
    solved = nbformat.read(ROOT / "solutions" / notebook.name, as_version=4)
    solutions = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in solved.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    student = nbformat.read(notebook, as_version=4)
    for cell in student.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = solutions[about["grade_id"]]
    return student


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
