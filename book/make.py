"""Build the walkthrough: solutions/*.py and book/*.md -> build/book/html, offline.

In every language, each with a switch to the same page of the others.

    python -m book.make             runs the lessons, some minutes the first time
    python -m book.make --run 04    runs only these; the others show no results
    python -m book.make --languages es    English and Spanish alone

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
from traitlets.config import Config

from authoring.build import sources
from authoring.packages import build_wheel
from authoring.pages import PAGES
from authoring.project import ADDRESS, ROOT, page_of
from authoring.release import place, write_lessons
from authoring.translate import page_in
from book.chapter import chapter, read_chapter
from book.check import BookError, check, weigh
from book.map import draw, list_files
from helpers.captioner import Captioner
from helpers.explorer import explore
from helpers.language import ENGLISH, codes, load_language, speak
from helpers.live import live
from helpers.machine import draw_machine
from helpers.scenes import draw_scenes

BOOK = ROOT / "book"
OUT = ROOT / "build" / "book"
SHARP = """
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("retina")"""
# Kernels talk through files: a machine without any network has no loopback either.
KERNEL = Config({"KernelManager": {"transport": "ipc"}})
# Links from the guide to files beside it; the site does not hold those.
BESIDE = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)]*)\)")
FILES = f"[\\1]({page_of('grading/')}\\2)" if ADDRESS else r"`\1`"
IMPORTS = re.compile(r"^ *from (?:helpers\.|\.{1,2})(\w+) import", re.M)
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="book.make", description=__doc__[:79])
    parser.add_argument("--run", nargs="+", default=[], metavar="04", help="not all")
    parser.add_argument("--languages", nargs="+", default=codes(), metavar="es")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    try:
        run = [source.stem for source in sources(given.run)]
        wanted = tuple(dict.fromkeys([ENGLISH, *given.languages]))
        make(given.out, run=run, languages=wanted)
    except BookError as error:
        sys.exit(f"book: {error}")


def make(out: Path, *, run: list[str], languages: tuple[str, ...]) -> None:
    """Lay out the pages in out/source, build out/html, check it, print its weight.

    The English site is at the top, others in folders named by their languages' codes.

    Raises:
        BookError: Sphinx warns, or the site breaks a rule of book/check.py.
    """
    site = out / "html"
    shutil.rmtree(site, ignore_errors=True)
    try:
        for code in languages:
            speak(code)
            source, there = out / "source" / code, site / place(code)
            lay_out(source, code, run)
            build_site(source, out / "doctrees" / code, there, code, languages)
            math_font(there / "_static" / "math.woff")
    finally:
        speak(ENGLISH)
    (site / "notebooks").mkdir()
    with TemporaryDirectory() as made:
        write_lessons(site / "notebooks", build_wheel(Path(made)))
    links = check(site)
    (out / "external-links.txt").write_text("\n".join(links) + "\n")
    print(weigh(site))
    print(f"{len(links)} external links: {out / 'external-links.txt'}")
    print(f"Open {site / 'index.html'} in a browser.")


def lay_out(source: Path, code: str, run: list[str]) -> None:
    """Write all that the site in a language, which is spoken, is made of."""
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for picture in [*BOOK.glob("*.png"), *BOOK.glob("*.svg")]:
        shutil.copy(picture, source)
    shutil.copytree(BOOK / "photos", source / "photos")
    for page in BOOK.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        if page.stem in PAGES:
            text = page_in(code, page.stem)
        (source / page.name).write_text(text, encoding="utf-8")
    (source / "files.txt").write_text(list_files(), encoding="utf-8")
    draw().savefig(source / "map.svg")
    if code != ENGLISH:  # the English one is kept, for README too
        draw_machine().savefig(source / "machine.svg")
    guide = page_in(code, "grading")
    (source / "grading.txt").write_text(BESIDE.sub(FILES, guide), encoding="utf-8")
    (source / "explorer.html").write_text(scene_to_explore(), encoding="utf-8")
    (source / "live.html").write_text(live(lessons="").data, encoding="utf-8")
    for lesson in sources([]):
        notebook = read_chapter(lesson)
        results = results_of(lesson.stem, notebook, run=lesson.stem in run)
        page = chapter(lesson.stem, notebook, results)
        nbformat.write(page, source / f"{lesson.stem}.ipynb")


def build_site(
    source: Path, doctrees: Path, site: Path, code: str, languages: tuple[str, ...]
) -> None:
    """Run Sphinx for one language of those that the site has."""
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto"]
    sphinx += ["-c", str(BOOK), "-d", str(doctrees), "-D", f"language={code}"]
    sphinx += ["-D", f"site_languages={','.join(languages)}", str(source), str(site)]
    if subprocess.run(sphinx, cwd=ROOT).returncode:
        raise BookError("Sphinx warned; its messages stand above")


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


def results_of(name: str, notebook: NotebookNode, *, run: bool) -> dict[str, list]:
    """What each code cell shows, by its id: as kept, or from a new run if wanted."""
    cells = [c.source for c in notebook.cells if c.cell_type == "code"][1:]  # set-up
    seen = json.dumps(cells).encode() + helpers_of("\n".join(cells))
    code = load_language().code
    for path in sorted((ROOT / "helpers" / "languages").glob(f"{code}.*")):
        seen += path.read_bytes()  # what is drawn and printed is said with its words
    known = hashlib.sha256(seen).hexdigest()[:16]
    kept = OUT / "runs" / f"{code}-{name}-{known}.json"
    if kept.exists() or not run:
        return json.loads(kept.read_text()) if kept.exists() else {}
    print(f"running {name} ({code})", flush=True)
    notebook = nbformat.from_dict(notebook)
    next(cell for cell in notebook.cells if cell.id == "setup").source += SHARP
    NotebookClient(
        notebook,
        timeout=SECONDS,
        resources={"metadata": {"path": str(ROOT)}},
        skip_cells_with_tag="remove-output",  # what only a reader starts, like a demo
        config=KERNEL,
    ).execute()
    for old in kept.parent.glob(f"{code}-{name}-*"):
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


if __name__ == "__main__":
    main()
