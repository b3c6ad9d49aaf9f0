"""Translations: units of cells, whole catalogues, notebooks built from them."""

import ast
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from babel.messages.pofile import write_po

from authoring import build, translate, units
from authoring.rules import BuildError
from helpers.language import codes, load_language
from helpers.notebook import CHECK

ROOT = build.ROOT
LESSONS = [
    (code, name)
    for code in translate.languages()
    for name in translate.translated_lessons(code)
]
EACH = pytest.mark.parametrize(("code", "name"), LESSONS)

MARKDOWN = """\
# 4 · Masks

Two lines
of one paragraph with `code here` and $x_i$.

1. A first item
   goes on.
2. A second one.

- **Bold** item

| head | other |
|---|--:|
| a cell | 3 |

<details><summary>Hint</summary>

> A quotation.

```python
not_a_unit = "left as it is"
```

$$ left = alone $$

</details>
"""
CODE = '''\
# @title Hidden check of attend, 2 points
import torch  # for tensors

# One comment
# on two lines.
def draw(ax, key):
    """Draw it.

    And say "so".
    """
    ax.set_title("mask")
    print(f"sum {key:.2f}, {{not code}}", end="")
    names = {"a-key": 1, "shown to people": f"layer {key!r}"}
    assert key, (
        f"expected {names['a-key']}, got "
        "a lot {more}"
    )
    ### BEGIN SOLUTION
    return key  # fmt: skip
'''


def cell(source, kind):
    make = {"markdown": "new_markdown_cell", "code": "new_code_cell"}[kind]
    return getattr(nbformat.v4, make)(source)


def skeleton(source: str) -> str:
    """A program without strings and comments, with the code in its f-strings."""

    class Blank(ast.NodeTransformer):
        def visit_Constant(self, node):
            return ast.Constant("") if isinstance(node.value, str) else node

        def visit_JoinedStr(self, node):
            code = [ast.dump(x) for x in node.values if not isinstance(x, ast.Constant)]
            return ast.Constant(str(sorted(code)))

    return ast.dump(Blank().visit(ast.parse(source)))


def test_units_of_markdown():
    assert [unit.text for unit in units.units(cell(MARKDOWN, "markdown"))] == [
        "4 · Masks",
        "Two lines of one paragraph with `code here` and $x_i$.",
        "A first item goes on.",
        "A second one.",
        "**Bold** item",
        "| head | other |",
        "| a cell | 3 |",
        "Hint",
        "A quotation.",
    ]


def test_units_of_code():
    assert [unit.text for unit in units.units(cell(CODE, "code"))] == [
        "Hidden check of",
        "2 points",
        "for tensors",
        "One comment on two lines.",
        'Draw it.\n\nAnd say "so".',
        "mask",
        "sum {key:.2f}, {{not code}}",
        "shown to people",
        "layer {key!r}",
        "expected {names['a-key']}, got a lot {{more}}",
    ]


def test_other_words_take_their_place_and_nothing_else_changes():
    said = units.translated(cell(CODE, "code"), lambda text: f'¡{text}! "É" \\o')
    assert skeleton(said) == skeleton(CODE)
    space = {}
    exec(said, space)
    with pytest.raises(AssertionError) as error:
        space["draw"](type("Ax", (), {"set_title": print}), 0)
    assert str(error.value) == '¡expected 1, got a lot {more}! "É" \\o'
    text = units.translated(cell(MARKDOWN, "markdown"), str.upper)
    assert "```python\nnot_a_unit = " in text and "$$ left = alone $$" in text
    assert "1. A FIRST ITEM GOES ON.\n2. A SECOND ONE.\n" in text
    assert "<summary>HINT</summary>" in text and "|---|--:|" in text


@pytest.mark.parametrize("source", build.sources([]), ids=lambda source: source.stem)
def test_a_lesson_said_in_its_own_words_is_itself(source):
    for one in build.solution_notebook(source).cells:
        found = units.units(one)
        spans = [(unit.begin, unit.end) for unit in found]
        assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
        again = one.source
        for unit in reversed(found):
            again = again[: unit.begin] + unit.fill(unit.text) + again[unit.end :]
        if one.cell_type == "code":
            assert ast.dump(ast.parse(again)) == ast.dump(ast.parse(one.source))
        else:
            assert again.split() == one.source.split()


def test_there_are_languages():
    assert LESSONS


def test_catalogues_are_whole_and_of_today():
    table = translate.state()
    lacking = table[table["built"] & (table["translated"] < table["units"])]
    assert lacking.empty, lacking.to_string()
    for code in translate.languages():
        for file in translate.catalogues(code):
            assert translate.renewed(file) == file.read_text(encoding="utf-8"), (
                f"{file} is not of today's English: run make languages"
            )


@EACH
def test_a_translated_lesson_is_what_its_catalogue_builds(code, name):
    for path, text in translate.build_in(
        code, ROOT / "solutions" / f"{name}.py"
    ).items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: run make notebooks"


@pytest.mark.parametrize("code", translate.languages())
def test_readme_is_what_its_catalogue_builds_and_leads_somewhere(code):
    made = translate.build_readme(code)
    assert len(made) == 1
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: run make notebooks"
        links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
        assert len(links) > 20
        assert [x for x in links if not (path.parent / x).exists()] == []
        assert sum(f"notebooks/{code}/" in link for link in links) == 14


@EACH
def test_a_translated_lesson_is_the_same_program(code, name):
    english = translate.english(ROOT / "solutions" / f"{name}.py")
    file = ROOT / "solutions" / code / f"{name}.ipynb"
    other = nbformat.read(file, as_version=4)
    assert other.metadata["language"] == code
    assert [c.id for c in other.cells] == [c.id for c in english.cells]
    said = translate.SPEAK.format(code=code)
    for one, two in zip(english.cells, other.cells, strict=True):
        if one.cell_type == "code":
            source = two.source.replace(said, "")
            assert skeleton(source) == skeleton(one.source), one.id
            assert one.metadata.get("nbgrader") == two.metadata.get("nbgrader")
    assert sum(said in c.source for c in other.cells) == 1


@EACH
def test_little_is_left_in_english(code, name):
    """Formulas and names alone stay as they are: not one unit in ten of prose."""
    known = translate.words(code, name)
    prose = {text: said for text, said in known.items() if len(text.split()) > 3}
    same = [text for text, said in prose.items() if text == said]
    assert len(same) < 0.1 * len(prose), same


def test_a_changed_placeholder_is_refused(monkeypatch):
    code, name = LESSONS[0]
    known = translate.words(code, name)
    text = next(x for x in translate.templates()[name] if units.placeholders(x))
    monkeypatch.setattr(translate, "words", lambda *_: {**known, text: "{other}"})
    with pytest.raises(BuildError, match="keep each {...}"):
        translate.build_in(code, ROOT / "solutions" / f"{name}.py")


def test_a_stale_unit_shows_english_and_is_counted(monkeypatch, tmp_path):
    code, name = LESSONS[0]
    whole = (translate.FOLDER / code / f"{name}.po").read_text(encoding="utf-8")
    place = tmp_path / code
    place.mkdir()
    file = place / f"{name}.po"
    file.write_text(whole, encoding="utf-8")
    text = next(
        x for x in translate.words(code, name) if x in translate.templates()[name]
    )
    changed = {**translate.templates(), name: dict(translate.templates()[name])}
    changed[name][f"{text} More."] = changed[name].pop(text)
    monkeypatch.setattr(translate, "FOLDER", tmp_path)
    monkeypatch.setattr(translate, "templates", lambda: changed)
    file.write_text(translate.renewed(file), encoding="utf-8")
    assert f"{text} More." not in translate.words(code, name)
    row = translate.state().set_index("catalogue").loc[name]
    assert row["translated"] == row["units"] - 1
    assert row["stale"] + row["untouched"] == 1


def test_a_lesson_may_say_otherwise_what_several_say(monkeypatch, tmp_path):
    code, name = LESSONS[0]
    common, own = translate.templates()[translate.COMMON], translate.documents()[name]
    text, other = [x for x in own if x in common][:2]
    (tmp_path / code).mkdir()
    for file in (translate.COMMON, name):
        whole = (translate.FOLDER / code / f"{file}.po").read_text(encoding="utf-8")
        (tmp_path / code / f"{file}.po").write_text(whole, encoding="utf-8")
    monkeypatch.setattr(translate, "FOLDER", tmp_path)
    said = translate.words(code, name)
    file = tmp_path / code / f"{name}.po"
    catalog = translate.read(file)
    catalog.add(text, "in words of its own")
    catalog.add(other, said[other])  # the same words: not said otherwise
    with file.open("wb") as out:
        write_po(out, catalog)
    file.write_text(translate.renewed(file), encoding="utf-8")
    assert translate.words(code, name) == {**said, text: "in words of its own"}
    kept = {m.id for m in translate.read(file)}
    assert text in kept and other not in kept


@pytest.mark.parametrize("code", codes())
def test_a_check_is_known_by_its_title_in_every_language(code):
    word = "Check" if code == "en" else translate.words(code, "common")["Check"]
    assert word == load_language(code).check
    title = f"# @title {word} attend, 2 "
    assert CHECK.match(title + "points")[1] == "attend"
    if code != "en":
        hidden = translate.words(code, "common")["Hidden check of"]
        assert not CHECK.match(f"# @title {hidden} attend, 2 points")


@pytest.mark.slow
@pytest.mark.parametrize("code", translate.languages())
def test_a_translated_lesson_runs_with_all_its_checks(code, tmp_path):
    [name] = [x for c, x in LESSONS if c == code and x.startswith("04")]
    notebook = json.loads((ROOT / "solutions" / code / f"{name}.ipynb").read_text())
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    program = "\n\n".join("".join(c["source"]) for c in cells if c["id"] != "setup")
    file = tmp_path / "lesson.py"
    file.write_text(program, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(file)],
        cwd=ROOT,
        env={**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
