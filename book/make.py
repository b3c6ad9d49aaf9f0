"""Build the walkthrough: solutions/*.py and book/*.md -> build/book/html, offline.

    python -m book.make             runs the lessons, some minutes the first time
    python -m book.make --run 04    runs only these; the others show no results

What a lesson prints and draws is kept in build/book/runs until its code or a helper
changes. Hidden checks and marking guides are taken out before anything runs.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from fontTools import subset
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from traitlets.config import Config

from authoring.build import solution_notebook, sources, student_notebook
from authoring.packages import build_wheel
from authoring.project import ADDRESS, ROOT, page_of
from authoring.release import write_lessons
from book.check import BookError, check, weigh
from book.map import draw, list_files
from helpers.captioner import Captioner
from helpers.explorer import explore
from helpers.live import live
from helpers.scenes import draw_scenes

BOOK = ROOT / "book"
OUT = ROOT / "build" / "book"
GUIDE = "**Marking guide"
SHARP = """
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("retina")"""
# Kernels talk through files: a machine without any network has no loopback either.
KERNEL = Config({"KernelManager": {"transport": "ipc"}})
# Links from the guide to files beside it; the site does not hold those.
BESIDE = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)]*)\)")
FILES = f"[\\1]({page_of('grading/')}\\2)" if ADDRESS else r"`\1`"
IMPORTS = re.compile(r"^ *from (?:helpers\.|\.{1,2})(\w+) import", re.M)
# A room of the front page's captioner: its name, its title, the lesson that builds it.
ROOM = re.compile(r'name: "(\w+)", title: "\d+\. (.+?)", lesson: "(\w+)"')
SECONDS = 600  # that one cell may take
SCENE = 63  # the seed of the front page's scene
SIGNS = [  # ASCII, Greek, arrows, operators, italics of both alphabets
    range(0x20, 0x7F),
    range(0x391, 0x3CA),
    range(0x2190, 0x2194),
    range(0x2200, 0x2300),
    range(0x1D434, 0x1D468),
    range(0x1D6FC, 0x1D71C),
    [0x210E],  # italic h
]
# It starts with its last word: captions end on the name of a thing.
START = """
<script>document.querySelector(".words button:last-child").click()</script>
"""

BADGE = re.compile(r"\[!\[(.+?)\]\(.+?\)\]\((.+?)\)")  # text and address


def main() -> None:
    parser = argparse.ArgumentParser(prog="book.make", description=__doc__[:79])
    parser.add_argument("--run", nargs="+", default=[], metavar="04", help="not all")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    try:
        make(given.out, run=[source.stem for source in sources(given.run)])
    except BookError as error:
        sys.exit(f"book: {error}")


def make(out: Path, *, run: list[str]) -> None:
    """Lay out the pages in out/source, build out/html, check it, print its weight.

    Raises:
        BookError: Sphinx warns, or the site breaks a rule of book/check.py.
    """
    source, site = out / "source", out / "html"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for page in [*BOOK.glob("*.md"), *BOOK.glob("*.png"), *BOOK.glob("*.svg")]:
        shutil.copy(page, source)
    shutil.copytree(BOOK / "photos", source / "photos")
    (source / "files.txt").write_text(list_files(), encoding="utf-8")
    draw().savefig(source / "map.svg")
    guide = (ROOT / "grading" / "README.md").read_text(encoding="utf-8")
    (source / "grading.txt").write_text(BESIDE.sub(FILES, guide), encoding="utf-8")
    (source / "explorer.html").write_text(scene_to_explore(), encoding="utf-8")
    (source / "live.html").write_text(live(lessons="").data, encoding="utf-8")
    for lesson in sources([]):
        notebook = public(solution_notebook(lesson))
        results = results_of(lesson.stem, notebook, run=lesson.stem in run)
        page = chapter(lesson.stem, notebook, results)
        nbformat.write(page, source / f"{lesson.stem}.ipynb")
    shutil.rmtree(site, ignore_errors=True)
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto"]
    sphinx += ["-c", str(BOOK), "-d", str(out / "doctrees"), str(source), str(site)]
    if subprocess.run(sphinx, cwd=ROOT).returncode:
        raise BookError("Sphinx warned; its messages stand above")
    (site / "notebooks").mkdir()
    with TemporaryDirectory() as place:
        write_lessons(site / "notebooks", build_wheel(Path(place)))
    math_font(site / "_static" / "math.woff")
    links = check(site)
    (out / "external-links.txt").write_text("\n".join(links) + "\n")
    print(weigh(site))
    print(f"{len(links)} external links: {out / 'external-links.txt'}")
    print(f"Open {site / 'index.html'} in a browser.")


def scene_to_explore() -> str:
    """A scene that the kept captioner describes, as a piece of HTML."""
    captioner = Captioner.load()
    [picture] = draw_scenes(1, seed=SCENE, side=captioner.encoder.image_size)
    [written] = captioner.caption(picture.image[None])
    grid = captioner.encoder.grid
    return (
        explore(picture.image, written.words, written.weights, grid=grid).data + START
    )


def math_font(path: Path) -> None:
    """Lay down STIX Two Math with the signs that formulas here may use.

    ziamath brings the font; without one browsers draw formulas with what they have.
    """
    options = subset.Options(flavor="woff", layout_features=["ssty"], hinting=False)
    font = subset.load_font(
        files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf", options
    )
    shrink = subset.Subsetter(options)
    shrink.populate(unicodes=[sign for signs in SIGNS for sign in signs])
    shrink.subset(font)
    subset.save_font(font, path, options)


def public(solution: NotebookNode) -> NotebookNode:
    """A solved notebook without its hidden checks and its marking guide.

    Raises:
        BookError: a written question has no guide where one is looked for.
    """
    notebook = nbformat.from_dict(solution)
    notebook.cells = [c for c in notebook.cells if not c.id.endswith("-hidden")]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "nbgrader" in cell.metadata:
            if GUIDE not in cell.source:
                raise BookError(f"{cell.id}: expected {GUIDE!r} in it; it can't be cut")
            cell.source = cell.source.split(GUIDE)[0].rstrip()
    return notebook


def results_of(name: str, notebook: NotebookNode, *, run: bool) -> dict[str, list]:
    """What each code cell shows, by its id: as kept, or from a new run if wanted."""
    code = [c.source for c in notebook.cells if c.cell_type == "code"][1:]  # set-up
    seen = json.dumps(code).encode() + helpers_of("\n".join(code))
    kept = OUT / "runs" / f"{name}-{hashlib.sha256(seen).hexdigest()[:16]}.json"
    if kept.exists() or not run:
        return json.loads(kept.read_text()) if kept.exists() else {}
    print(f"running {name}", flush=True)
    notebook = nbformat.from_dict(notebook)
    next(cell for cell in notebook.cells if cell.id == "setup").source += SHARP
    NotebookClient(
        notebook,
        timeout=SECONDS,
        resources={"metadata": {"path": str(ROOT)}},
        skip_cells_with_tag="remove-output",  # what only a reader starts, like a demo
        config=KERNEL,
    ).execute()
    for old in kept.parent.glob(f"{name}-*"):
        old.unlink()
    kept.parent.mkdir(parents=True, exist_ok=True)
    results = {c.id: c.outputs for c in notebook.cells if c.cell_type == "code"}
    kept.write_text(json.dumps(results))
    return results


def helpers_of(code: str) -> bytes:
    """The text of all helpers that code imports, directly or not, and their data."""
    folder, texts, ahead = ROOT / "helpers", {}, [code]
    while ahead:
        for name in IMPORTS.findall(ahead.pop()):
            if name not in texts:
                file, files_in = folder / f"{name}.py", folder / name
                parts = [file] if file.exists() else sorted(files_in.glob("*.*"))
                texts[name] = "".join(x.read_text(encoding="utf-8") for x in parts)
                ahead.append(texts[name])
    text = "".join(texts[name] for name in sorted(texts))
    data = [path for path in sorted(folder.glob("*.*")) if path.suffix != ".py"]
    used = [path for path in data if path.stem in texts or path.name in text]
    return text.encode() + b"".join(path.read_bytes() for path in used)


def chapter(name: str, notebook: NotebookNode, results: dict) -> NotebookNode:
    """The page of a lesson: solutions, checks and the code of figures are folded."""
    stubs = {cell.id: cell.source for cell in student_notebook(notebook, name).cells}
    page = nbformat.from_dict(notebook)
    page.cells = []
    code = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    imports = code[1] if len(code) > 1 else None  # after the set-up
    for cell in notebook.cells:
        if cell.id == "setup":
            continue
        kind = cell.metadata.get("nbgrader", {})
        if cell.id == "badge":
            cell.source = buttons(name, cell.source)
        elif cell.cell_type == "markdown" and kind:
            cell.source = folded("An answer", cell.source)
        elif cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(o) for o in results.get(cell.id, [])]
        if kind.get("solution") and cell.cell_type == "code":
            page.cells.append(new_markdown_cell(f"```python\n{stubs[cell.id]}\n```"))
            fold(cell, "a solution")
        elif kind.get("grade") and cell.cell_type == "code":
            fold(cell, "the check")
        elif "mystnb" in cell.metadata:
            fold(cell, "the code of this figure")
        elif cell.id == imports:
            fold(cell, "the imports")
        page.cells.append(cell)
    return page


def buttons(name: str, badges: str) -> str:
    """Links in the place of badges, whose pictures would come from elsewhere."""
    links = [f'<a href="{url}">{text}</a>' for text, url in BADGE.findall(badges)]
    links += [f'<a href="notebooks/{name}.ipynb" download>Download the notebook</a>']
    return '<p class="open">\n' + "\n".join(links) + "\n</p>" + rooms_of(name)


def rooms_of(lesson: str) -> str:
    """Links to what this lesson builds, in the machine that runs on the front page."""
    rooms = ROOM.findall((ROOT / "helpers/live/rooms.js").read_text(encoding="utf-8"))
    links = [
        f'<a href="index.html?room={room}">{title}</a>'
        for room, title, built in rooms
        if built == lesson
    ]
    return f"\n\n<p>In the machine: {', '.join(links)}</p>" if links else ""


def folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def fold(cell: NotebookNode, what: str) -> None:
    """Fold a code cell's source under a line of its own; its results stay in sight."""
    cell.metadata.tags = [*cell.metadata.get("tags", []), "hide-input"]
    words = {"code_prompt_show": f"Show {what}", "code_prompt_hide": f"Hide {what}"}
    cell.metadata.mystnb = {**cell.metadata.get("mystnb", {}), **words}


if __name__ == "__main__":
    main()
