"""Stand-ins for the hosts on which a lesson is opened: a fresh kernel in a folder.

The kernel has the libraries of this environment and not the course, unless told. Colab
has `google.colab` imported and a Drive at /content/drive; Kaggle has its variable and
/kaggle/input. Where these lie here is written into the set-up cell.
"""

import functools
import http.server
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

from authoring import packages, set_up
from authoring.lesson import load_lesson
from authoring.project import ROOT, TAG

COURSE_OFF = (
    "import sys;"
    "sys.meta_path = [f for f in sys.meta_path if 'editable' not in repr(f)];"
)
HERE = Path(__file__).resolve().parent
COLAB = f"import sys; sys.path.append({str(HERE / 'colab')!r}); import google.colab;"
NETWORK_OFF = """
import socket
def refuse(*_, **__): raise OSError('Network is unreachable')
socket.create_connection = refuse
"""
KERNEL = "\nfrom ipykernel import kernelapp; kernelapp.launch_new_instance()"
VARIABLES = {"kaggle": {"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}}
SECONDS = 300


@dataclass
class Host:
    """Where a notebook is opened.

    Attributes:
        folder: of the kernel; nothing of the project is in it.
        name: colab, kaggle, jupyterhub or laptop.
        network: whether anything can be reached.
        course: whether it has the course, as a clone's environment has.
        variables: of the kernel's environment.
    """

    folder: Path
    name: str = "laptop"
    network: bool = True
    course: bool = False
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for place in ("drive/MyDrive", "kaggle/input", "work"):
            (self.folder / place).mkdir(parents=True, exist_ok=True)

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def drive(self) -> Path:
        return self.folder / "drive" / "MyDrive"

    @property
    def kaggle(self) -> Path:
        return self.folder / "kaggle" / "input"

    def run(self, sources: list[str]) -> list[str]:
        """Run cells from the set-up on in a fresh kernel; return what each printed.

        Raises:
            CellExecutionError: one failed.
        """
        first, *others = sources
        first = first.replace('"/content/drive', f'"{self.folder.as_posix()}/drive')
        first = first.replace('"/kaggle', f'"{self.folder.as_posix()}/kaggle')
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(text) for text in (first, *others)]
        )
        return self._execute(notebook)

    def _execute(self, notebook: nbformat.NotebookNode) -> list[str]:
        self._write_kernel(self.folder / "kernels" / "host" / "kernel.json")
        client = NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name="host",
            resources={"metadata": {"path": str(self.work)}},
        )
        environment = os.environ | VARIABLES.get(self.name, {}) | self.variables
        with patch.dict(os.environ, JUPYTER_PATH=str(self.folder)):
            client.execute(env=environment)
        return [
            "".join(out.get("text", "") for out in cell.outputs)
            for cell in notebook.cells
        ]

    def _write_kernel(self, path: Path) -> None:
        begin = "import sys;" if self.course else COURSE_OFF
        begin += COLAB if self.name == "colab" else ""
        begin += "" if self.network else NETWORK_OFF
        words = [sys.executable, "-c", begin + KERNEL, "-f", "{connection_file}"]
        spec = {"argv": words, "display_name": "host", "language": "python"}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(spec), encoding="utf-8")


FIRST = ROOT / "notebooks" / "01_patch_embedding.ipynb"


def first_cells(notebook: nbformat.NotebookNode) -> list[str]:
    """Of the first lesson: set-up, imports, an answer and its check."""
    lesson = load_lesson(FIRST.stem)
    exercise = next(iter(lesson.solutions))
    sources = {cell.id: cell.source for cell in notebook.cells}
    answer = lesson.solutions[exercise]
    return [sources["setup"], lesson.imports, answer, sources[f"{exercise}-shown"]]


def published(wheel: Path, address: str = "", **values: str) -> str:
    """A set-up cell that carries nothing, and knows the wheel and an address."""
    known = {"sha256": packages.digest(wheel), "build": packages.build_number()}
    source = set_up.lesson_set_up(**known | values)
    return source.replace('ADDRESS = ""', f'ADDRESS = "{address}"')


@contextmanager
def repository(folder: Path, wheel: Path) -> Iterator[str]:
    """The address of a local repository with a release that holds the wheel."""
    place = folder / "me" / "fork" / "releases" / "download" / TAG
    place.mkdir(parents=True)
    (place / wheel.name).write_bytes(wheel.read_bytes())
    handler = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/me/fork"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass
