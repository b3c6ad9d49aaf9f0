"""Run every student notebook, answered, in an environment of Colab's versions.

    python tests/colab/run.py                   Colab's versions, Python 3.13
    python tests/colab/run.py --oldest          the oldest our ranges allow, Python 3.11
    python tests/colab/run.py 01 04             some lessons

As Colab does it: a fresh kernel in which google.colab is imported already, the set-up
cell installing the course from its repository at its tag, then every cell in turn. Here
the repository is a local copy of the last commit, to which git redirects the address;
google.colab is a small stand-in. The exercises hold our solutions; every shown check
must pass, and the set-up cell must change no package but the course.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COURSE, TAG = PROJECT["name"], f"v{PROJECT['version']}"
ADDRESS = PROJECT["urls"]["Repository"]
OUT = ROOT / "build" / "colab"
EXTRAS = ["ipykernel", "ipython", "matplotlib-inline", "pip", "setuptools"]
CELL_SECONDS = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="such as 01 04; all if none")
    parser.add_argument("--oldest", action="store_true", help="oldest allowed versions")
    given = parser.parse_args()
    oldest = given.oldest
    python = make_environment("oldest" if oldest else "newest", oldest=oldest)
    environment = kernel_environment(python, local_repository())
    before = packages(python)
    failed = []
    for notebook in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        if given.lessons and notebook.stem[:2] not in given.lessons:
            continue
        began = time.monotonic()
        try:
            run(answered(notebook), environment)
            outcome = "ok"
        except CellExecutionError as error:
            failed.append(notebook.stem)
            outcome = f"FAILED\n{error}"
        seconds = time.monotonic() - began
        print(f"{notebook.stem:32} {seconds:6.1f} s  {outcome}", flush=True)
    check_packages(python, before)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def make_environment(name: str, *, oldest: bool) -> Path:
    """The environment's Python; made once, and anew when its wishes change."""
    folder = OUT / name
    python = folder / "bin" / "python"
    constraints = HERE / "constraints.txt"
    wishes = "\n".join(PROJECT["dependencies"] + EXTRAS + ["transformers"])
    wishes += "" if oldest else constraints.read_text()
    noted = folder / "wishes.txt"
    if noted.exists() and noted.read_text() == wishes:
        return python
    print(f"Setting up {folder}, once: about 6 GB.", flush=True)
    uv = [sys.executable, "-m", "uv"]
    version = "3.11" if oldest else "3.13"
    os.environ["PYENV_VERSION"] = version  # where pyenv is, else without effect
    sh([*uv, "venv", "--quiet", "--clear", "--python", version, str(folder)])
    install = [*uv, "pip", "install", "--quiet", "--python", str(python)]
    clip = PROJECT["optional-dependencies"]["clip"]
    needed = [*PROJECT["dependencies"], *clip, *EXTRAS]
    if oldest:
        sh([*install, "--resolution", "lowest-direct", *needed])
    else:
        sh([*install, "--constraint", str(constraints), *needed])
    noted.write_text(wishes)
    return python


def local_repository() -> Path:
    """A bare copy of the last commit, with the tag that the set-up cell asks for."""
    repository = OUT / "repository.git"
    sh(["rm", "-rf", str(repository)])
    sh(["git", "clone", "--quiet", "--bare", str(ROOT), str(repository)])
    sh(["git", "-C", str(repository), "tag", "--force", TAG, "HEAD"])
    return repository


def kernel_environment(python: Path, repository: Path) -> dict[str, str]:
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
    folder = OUT / "content"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["JUPYTER_PATH"] = environment["JUPYTER_PATH"]
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="colab",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=environment)


def packages(python: Path) -> dict[str, str]:
    """Installed packages and their versions."""
    command = [sys.executable, "-m", "uv", "pip", "list", "--quiet", "--format=json"]
    listed = sh([*command, "--python", str(python)], read=True)
    return {package["name"]: package["version"] for package in json.loads(listed)}


def check_packages(python: Path, before: dict[str, str]) -> None:
    """The set-up cell added the course, changed nothing, and all still fits."""
    after = packages(python)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    if not changed <= {COURSE}:
        sys.exit(f"expected the set-up cell to add {COURSE} alone, got {changed}")
    sh([str(python), "-m", "pip", "check"])


def sh(command: list[str], *, read: bool = False) -> str:
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE if read else None)
    if done.returncode:
        sys.exit(f"this step failed: {' '.join(command)}")
    return done.stdout or ""


if __name__ == "__main__":
    main()
