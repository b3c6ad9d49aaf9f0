"""Catalogues of what a person reads in the lessons, a folder for each language.

    python -m authoring.translate          add what is new, count what is missing
    python -m authoring.translate --check  count alone; fails unless all is translated

`languages/CODE/LESSON.po` holds the units of one lesson, `README.po` those of a page,
`messages.po` what the library and the grader's pages say, `common.po` the units of
several; what a lesson says otherwise is written into its own file, by hand. They are
gettext files, for Poedit, Weblate or a text editor. A unit whose English has changed is
marked fuzzy; until somebody has seen it, the lesson shows it in English.
What lies in `languages/CODE/begun/` is on its way: renewed and counted, but not built.
"""

import argparse
import io
import json
import re
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pandas as pd
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from nbformat import NotebookNode

from helpers.language import ENGLISH, codes, load_language

from . import build
from .messages import MESSAGES, messages
from .originals import COMMON, alt_text, badge, documents, english, templates
from .pages import PAGES, README, build_page
from .project import ADDRESS, BLANK, PROMPT, ROOT, STUB
from .set_up import lesson_set_up, way_in
from .units import placeholders, translated

FOLDER = ROOT / "languages"
BEGUN = "begun"
SET_UP = "setup"  # id of the cell that finds the course's code
BEGAN = datetime(2026, 11, 28, tzinfo=UTC)  # the same catalogue gives the same bytes
SPEAK = """\


from helpers.language import speak

speak("{code}")"""


def languages() -> tuple[str, ...]:
    """The languages beside English that lessons are translated into."""
    return tuple(code for code in codes() if (FOLDER / code).is_dir())


def language(file: Path) -> str:
    """The code of the language that a catalogue's file is of."""
    return file.relative_to(FOLDER).parts[0]


def read(file: Path) -> Catalog:
    """A catalogue, or an empty one where there is no file."""
    if not file.exists():
        return Catalog(locale=language(file), creation_date=BEGAN)
    return read_po(io.BytesIO(file.read_bytes()), locale=language(file))


def wanted(file: Path) -> dict[str, list[str]]:
    """The units of a catalogue's file, {text: places}.

    Beside its template's those of `common` that it says in words of its own.
    """
    common = {m.id: m.string for m in read(FOLDER / language(file) / f"{COMMON}.po")}
    otherwise = {m.id for m in read(file) if m.string != common.get(m.id, m.string)}
    every = documents().get(file.stem, {})
    return {x: every[x] for x in every if x in otherwise} | templates()[file.stem]


def renewed(file: Path) -> str:
    """A catalogue's text with today's units: new ones empty, changed ones fuzzy."""
    template = Catalog(creation_date=BEGAN)
    for text, places in wanted(file).items():
        flags = ["python-brace-format"] if "f-string" in places[0] else []
        template.add(text, auto_comments=places[:3], flags=flags)
    catalog = read(file)
    catalog.update(template, update_header_comment=False)
    said = everywhere(FOLDER / language(file))
    for message in catalog:  # one that another lesson says too has moved to `common`
        if message.id in said and (message.fuzzy or not message.string):
            message.string = said[message.id]
            message.flags.discard("fuzzy")
    catalog.project, catalog.version = "Patches to Captions", ""
    catalog.header_comment = _header(file)
    catalog.creation_date = catalog.revision_date = BEGAN
    written = io.BytesIO()
    write_po(written, catalog, width=88, ignore_obsolete=True)
    unsaid = r'"(Generated-By|Last-Translator|Language-Team|Report-Msgid)[^\n]*\n'
    return re.sub(unsaid, "", written.getvalue().decode())


def _header(file: Path) -> str:
    return f"# {file.stem}: English, {load_language(language(file)).name}."


def everywhere(folder: Path) -> dict[str, str]:
    """{English: translation} of all catalogues of a language, but what is fuzzy."""
    messages = (m for file in sorted(folder.rglob("*.po")) for m in read(file))
    known = (m for m in messages if m.id and m.string and not m.fuzzy)
    return {str(m.id): str(m.string) for m in known}


def words(code: str, lesson: str) -> dict[str, str]:
    """{English: translation} of a lesson; what is missing or fuzzy is left out."""
    found = {}
    for name in (COMMON, lesson):
        for message in read(FOLDER / code / f"{name}.po"):
            if message.id and message.string and not message.fuzzy:
                found[str(message.id)] = str(message.string)
    return found


def faithful(text: str, known: dict[str, str], place: str) -> str:
    """A text's translation, itself where there is none.

    Raises:
        BuildError: a translation whose `{...}` are not those of the English.
    """
    said = known.get(text, text)
    if placeholders(said) != placeholders(text):
        raise build.BuildError(
            f"languages/{place}.po: expected {placeholders(text)} in the translation "
            f"of {text!r}, got {placeholders(said)}; keep each {{...}}"
        )
    return said


def in_language(notebook: NotebookNode, code: str, lesson: str) -> NotebookNode:
    """The instructor's notebook of a lesson in another language, changed in place.

    Raises:
        BuildError: a translation whose `{...}` are not those of the English.
    """
    translate = partial(faithful, known=words(code, lesson), place=f"{code}/{lesson}")
    code_cells = [c for c in notebook.cells if c.cell_type == "code"]
    for cell in notebook.cells:
        if cell.id == SET_UP:
            cell.source = lesson_set_up(language=code)
        cell.source = translated(cell, translate)
        if alt := alt_text(cell):
            cell.metadata.mystnb.image.alt = translate(alt)
    if ADDRESS:
        badge(notebook).source = way_in(f"notebooks/{code}/{lesson}.ipynb")
    imports = next(c for c in code_cells if c.id != SET_UP)
    imports.source += SPEAK.format(code=code)
    notebook.metadata["language"] = code
    return notebook


def translated_lessons(code: str) -> list[str]:
    """Names of the lessons that are built in a language."""
    lessons = [source.stem for source in build.sources([])]
    return [name for name in lessons if (FOLDER / code / f"{name}.po").exists()]


def catalogues(code: str) -> list[Path]:
    """All files of a language, in order, those of lessons only begun at the end."""
    folder = FOLDER / code
    return [*sorted(folder.glob("*.po")), *sorted((folder / BEGUN).glob("*.po"))]


def build_in(code: str, source: Path) -> dict[Path, str]:
    """The two notebooks of a lesson in a language, as {path: text}."""
    solution = in_language(english(source), code, source.stem)
    return build.both(solution, source, code, **blanks(code))


def blanks(code: str) -> dict[str, str]:
    """What stands in a student's copy in the place of code, and of a written answer."""
    known = words(code, COMMON)
    stub = STUB.replace(BLANK, known.get(BLANK, BLANK))
    return {"stub": stub, "prompt": known.get(PROMPT, PROMPT)}


def page_in(code: str, name: str) -> str:
    """A page in a language; what its catalogue lacks stays English."""
    return build_page(name, words(code, name))


def build_messages(code: str) -> dict[Path, str]:
    """What helpers.messages reads of a language, as {path: text}."""
    known = words(code, MESSAGES)
    place = f"{code}/{MESSAGES}"
    found = {x: faithful(x, known, place) for x in messages() if x in known}
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    return {ROOT / "helpers" / "languages" / f"{code}.json": text + "\n"}


def build_readme(code: str) -> dict[Path, str]:
    """README in a language, if it has a catalogue, as {path: text}."""
    if not (FOLDER / code / f"{README}.po").exists():
        return {}
    return {PAGES[README].with_suffix(f".{code}.md"): page_in(code, README)}


def state() -> pd.DataFrame:
    """For each catalogue how many units there are, translated, stale and untouched."""
    rows = []
    for code in languages():
        for file in catalogues(code):
            units = wanted(file)
            messages = [m for m in read(file) if m.id in units]
            stale = sum(bool(m.fuzzy) for m in messages)
            done = sum(bool(m.string) and not m.fuzzy for m in messages)
            built = file.parent.name != BEGUN
            rows.append((code, file.stem, built, len(units), done, stale))
    table = pd.DataFrame(
        rows, columns=["language", "catalogue", "built", "units", "translated", "stale"]
    )
    table["untouched"] = table["units"] - table["translated"] - table["stale"]
    return table


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="authoring.translate")
    others = (*PAGES, MESSAGES)
    told = f"begin these in every language; beside lessons {', '.join(others)}"
    parser.add_argument("lessons", nargs="*", help=told)
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    names = [name for name in given.lessons if name in others]
    numbers = [name for name in given.lessons if name not in others]
    names += [s.stem for s in build.sources(numbers)] if numbers else []
    for code in () if given.check else (c for c in codes() if c != ENGLISH):
        known = {file.stem: file for file in catalogues(code)}
        new = {x: FOLDER / code / BEGUN / f"{x}.po" for x in names if x not in known}
        common = {COMMON: FOLDER / code / f"{COMMON}.po"}
        files = (common | known | new).values()
        texts = {file: renewed(file) for file in files}  # a unit moves to another file
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    table = state()
    print(table.to_string(index=False))
    lacking = table["built"] & (table["translated"] < table["units"])
    if given.check and lacking.any():
        sys.exit("expected every unit translated; fill in languages/CODE/*.po")


if __name__ == "__main__":
    main()
