"""Write a release: each lesson one file that works alone, the wheel, the grader.

    python -m authoring.release FOLDER                     all of it
    python -m authoring.release FOLDER --students          what learners get
    python -m authoring.release FOLDER --students --address REPO

With the address of the repository that will hold the folder, its badges lead there.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from helpers.language import ENGLISH, load_language

from .packages import build_number, build_wheel, carried, digest, grader_zip
from .project import ADDRESS, ROOT, TAG, VERSION, ProjectError, check_address
from .set_up import GRADER, WHEEL, lesson_set_up, way_in

# nbformat and what builds notebooks are slow to import; --help does without.
if TYPE_CHECKING:
    from nbformat import NotebookNode

MINUTES = re.compile(r"\*\*Time\*\* about (\d+) minutes")
MB = 1e6
ENVIRONMENT = f"""\
# conda env create -f environment.yml && conda activate patches-to-captions
name: patches-to-captions
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip
  - pip:
      - ./{WHEEL}[clip,lab]
"""


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("authoring.release", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new or an empty one")
    parser.add_argument("--students", action="store_true", help="what learners get")
    parser.add_argument("--address", default="", help="repository of the folder")
    given = parser.parse_args(words)
    try:
        check_empty(given.folder)
        if given.address:
            check_address(given.address)
        if given.students:
            students(given.folder, given.address)
        else:
            release(given.folder)
    except (FileExistsError, ProjectError) as error:
        sys.exit(f"authoring.release: {error}")
    for path in sorted(given.folder.rglob("*")):
        if path.suffix in (".ipynb", ".whl", ".zip"):
            size = path.stat().st_size / MB
            print(f"{size:6.1f} MB  {path.relative_to(given.folder)}")
    where = f"; push it to {given.address} with the tag {TAG}" if given.address else ""
    print(f"{given.folder} is ready{where}. See its README.md")


def check_empty(folder: Path) -> None:
    """Raise FileExistsError if there is something in the folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"expected a new or an empty folder, got {folder}; choose another, or "
            "remove it"
        )


def release(folder: Path) -> None:
    """Fill a folder: students/, and beside it what grades."""
    from .build import PLAIN, build_plain

    students(folder / "students")
    grader = folder / GRADER
    grader.write_bytes(grader_zip())
    values = {"carried": grader.read_bytes(), "sha256": digest(grader)}
    for source in PLAIN:
        for path, text in build_plain(source, **values).items():
            (folder / path.name).write_text(text, encoding="utf-8")
    shutil.copyfile(ROOT / "grading" / "README.md", folder / "README.md")


def students(folder: Path, address: str = "") -> None:
    """Fill a folder with what learners get.

    Args:
        address: of the repository that will hold the folder.
    """
    from .translate import languages

    folder.mkdir(parents=True, exist_ok=True)
    wheel = build_wheel(folder)
    notebooks = write_lessons(folder, wheel, address)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    (folder / "environment.yml").write_text(ENVIRONMENT, encoding="utf-8")
    for code in (ENGLISH, *languages()):
        text = readme(code, folder, notebooks, address)
        (folder / place(code) / "README.md").write_text(text, encoding="utf-8")


def place(code: str) -> str:
    """The folder of a language's lessons, below that of the English ones."""
    return "" if code == ENGLISH else code


def readme(code: str, folder: Path, notebooks: list[Path], address: str) -> str:
    """README of the lessons in a language."""
    from .pages import BY_BADGE, BY_FILE, LEARNER
    from .translate import languages, page_in, words

    begin = BY_BADGE if address or ADDRESS else BY_FILE
    above = "../" if place(code) else "./"
    others = {
        x: Path(place(x), "README.md").as_posix() for x in (ENGLISH, *languages())
    }
    others.pop(code)
    return Template(page_in(code, LEARNER)).substitute(
        lessons="\n".join(
            row(path, place(code), folder / place(code), address) for path in notebooks
        ),
        begin=words(code, LEARNER).get(begin, begin),
        above=above,
        wheel=WHEEL,
        languages=", ".join(
            f"[{load_language(x).name}]({above}{there})" for x, there in others.items()
        ),
        version=VERSION,
    )


def write_lessons(folder: Path, wheel: Path, address: str = "") -> list[Path]:
    """Write each lesson as one file; return the notebooks that they were made from."""
    import nbformat

    notebooks = sorted((ROOT / "notebooks").rglob("[0-9][0-9]_*.ipynb"))
    for path in notebooks:
        there = folder / path.relative_to(ROOT / "notebooks")
        there.parent.mkdir(exist_ok=True)
        nbformat.write(alone(path, wheel, address), there)
    return [path for path in notebooks if path.parent.name == "notebooks"]


def alone(path: Path, wheel: Path, address: str = "") -> "NotebookNode":
    """The notebook of a lesson as one file: it carries the course's code."""
    from .translate import COMMON, words
    from .units import translated

    notebook = read(path)
    language = notebook.metadata.get("language", ENGLISH)
    known = words(language, COMMON)
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "code")
    sources = {
        "badge": opened(path, address),
        "setup": lesson_set_up(
            build=build_number(),
            sha256=digest(wheel),
            carried=carried(wheel, text),
            language=language,
        ),
    }
    for cell in notebook.cells:
        if cell.id in sources:
            cell.source = sources[cell.id]
            cell.source = translated(cell, lambda unit: known.get(unit, unit))
    return notebook


def read(path: Path) -> "NotebookNode":
    import nbformat

    return nbformat.read(path, as_version=4)


def opened(path: Path, address: str) -> str:
    """How a notebook of the release is opened."""
    inner = path.relative_to(ROOT / "notebooks").as_posix()
    if address:
        return way_in(inner, address=address)
    return way_in(f"notebooks/{inner}", alone=True)


def row(path: Path, inner: str, folder: Path, address: str) -> str:
    """A lesson's line in the table of the README in a folder of a language."""
    [minutes] = MINUTES.findall(read(path).cells[0].source.replace("\n", " "))
    there = path.parent / inner / path.name
    title = read(there).cells[0].source
    name = title.splitlines()[0].removeprefix("# ").replace(" · ", " ", 1)
    size = (folder / path.name).stat().st_size / MB
    way = opened(there, address).replace("\n", " ") if address or ADDRESS else ""
    link = f"[{name}]({path.name}) {way}".strip()
    return f"| {link} | {minutes} | {size:.1f} MB |"


if __name__ == "__main__":
    main()
