"""What counts is what the notebook holds when its checks are reached, in any cell."""

import copy
import json

import nbformat
import pytest
from grading_tools import lesson

from grading.intake.notebooks import ingest

LESSON = lesson("03")
ANSWERS = LESSON.solved
CLASSES = lesson("01")
NEW = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
OTHER = "def tokenize(caption):\n    return OTHER\n"


def found(change, of=LESSON):
    """What ingest makes of our solution after `change` has been at its cells."""
    tree = json.loads(nbformat.writes(of.handed_in(of.solved), split_lines=False))
    change(tree["cells"])
    return ingest(f"{of.name}.ipynb", json.dumps(tree).encode(), [of])


def place(cells, name):
    return next(i for i, cell in enumerate(cells) if cell["id"] == name)


def put(cells, name, source, **about):
    """A new cell below the one of that name."""
    cells.insert(place(cells, name) + 1, NEW | {"id": "new", "source": source} | about)


@pytest.mark.parametrize("below", ["", "print(tokenize('A dog'))", "x = 1\n", "# end"])
def test_the_lower_half_of_a_split_cell_takes_nothing_away(below):
    def split(cells):
        half = copy.deepcopy(cells[place(cells, "tokenize")])
        put(cells, "tokenize", below, metadata=half["metadata"], id="half")

    work = found(split)
    assert work.answers["tokenize"].strip() == ANSWERS["tokenize"].strip()
    assert [note for note in work.repairs if note.startswith("tokenize")] or not below


def test_an_answer_below_its_untouched_cell_is_found():
    def below(cells):
        cells[place(cells, "tokenize")]["source"] = LESSON.stubs["tokenize"]
        put(cells, "tokenize", ANSWERS["tokenize"])

    work = found(below)
    assert work.answers["tokenize"] == ANSWERS["tokenize"]
    assert "tokenize: answered in another cell than its own" in str(work.repairs)


@pytest.mark.parametrize(
    "where, counts", [("tokenize", True), ("tokenize-hidden", False)]
)
def test_of_two_definitions_the_last_before_the_checks_counts(where, counts):
    work = found(lambda cells: put(cells, where, OTHER))
    assert ("OTHER" in work.answers["tokenize"]) == counts


def test_all_answers_in_one_new_cell_are_found():
    names = list(LESSON.stubs)

    def together(cells):
        for name in names:
            cells[place(cells, name)]["source"] = LESSON.stubs[name]
        cells.insert(
            2, NEW | {"id": "n", "source": "\n\n".join(map(ANSWERS.get, names))}
        )

    work = found(together)
    for name in names:
        assert f" {name}" in work.answers[name]
        assert "NotImplementedError" not in work.answers[name]


def test_a_definition_in_a_changed_check_is_found():
    def inside(cells):
        cells[place(cells, "tokenize")]["source"] = LESSON.stubs["tokenize"]
        check = cells[place(cells, "tokenize-shown")]
        check["source"] = f"{ANSWERS['tokenize']}\n{check['source']}"

    answer = found(inside).answers["tokenize"]
    assert "NotImplementedError" not in answer and "assert" not in answer


@pytest.mark.parametrize(
    "completion",
    [
        "def forward(self, x):\n    return 'LATER'\n{0}.forward = forward",
        "setattr({0}, 'forward', lambda self, x: 'LATER')",
        "class {0}({0}):\n    def forward(self, x):\n        return 'LATER'",
        "@add_to({0})\ndef forward(self, x):\n    return 'LATER'",
        "{0} = better({0}, 'LATER')",
    ],
)
def test_a_class_completed_in_a_later_cell_is_whole(completion):
    name = "PatchEmbedding"
    work = found(lambda cells: put(cells, name, completion.format(name)), CLASSES)
    answer = work.answers[name]
    assert answer.startswith(CLASSES.solved[name])
    kept = [line for line in completion.format(name).splitlines() if name in line]
    assert all(line in answer for line in kept)
    both = answer + str(work.extras.get(name))
    assert "LATER" in both and "completed in a later cell" in str(work.repairs)


@pytest.mark.parametrize("where", ["setup", "imports", "tokenize-shown", "pad_batch"])
def test_a_constant_is_found_in_any_cell(where):
    def constant(cells):
        cells[place(cells, "tokenize")]["source"] = "def tokenize(c):\n    return LOW"
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        index = cells.index(code[1]) if where == "imports" else place(cells, where)
        cells[index]["source"] += "\nLOW = 1\n"

    work = found(constant)
    assert work.extras["tokenize"] == ["LOW = 1"]


REGISTER = "STEPS = {}\ndef register(f):\n    STEPS[f.__name__] = f\n    return f"


@pytest.mark.parametrize(
    "makers, name",
    [
        (["from math import *"], "exp"),
        (["def prepare():\n    global LOW\n    LOW = 1", "prepare()"], "LOW"),
        ([REGISTER, "@register\ndef split(c):\n    return c"], "STEPS"),
        (["match [1, 2]:\n    case [low, *more]:\n        pass"], "more"),
        (["match {1: 2}:\n    case {1: low, **more}:\n        pass"], "more"),
    ],
)
def test_a_name_is_found_however_it_was_bound(makers, name):
    def elsewhere(cells):
        cells[place(cells, "tokenize")]["source"] = f"def tokenize(c):\n    {name}(c)"
        for source in reversed(makers):
            put(cells, "setup", source)

    assert "\n".join(found(elsewhere).extras["tokenize"]) == "\n".join(makers)


def test_a_name_that_is_found_takes_no_star():
    def elsewhere(cells):
        cells[place(cells, "tokenize")]["source"] = "def tokenize(c):\n    return LOW"
        put(cells, "setup", "from math import *")
        put(cells, "setup", "LOW = 1")

    assert found(elsewhere).extras["tokenize"] == ["LOW = 1"]


def test_what_stands_below_the_checks_changes_no_constant():
    def twice(cells):
        cells[place(cells, "tokenize")]["source"] = "def tokenize(c):\n    return LOW"
        put(cells, "tokenize", "LOW = 1")
        put(cells, "tokenize-hidden", "LOW = 50")

    assert found(twice).extras["tokenize"] == ["LOW = 1"]


@pytest.mark.parametrize("kind", ["raw", "markdown"])
@pytest.mark.parametrize("name", list(LESSON.stubs))
def test_an_exercise_of_another_kind_of_cell_is_taken(name, kind):
    def changed(cells):
        cells[place(cells, name)]["cell_type"] = kind

    work = found(changed)
    assert work.answers[name] == ANSWERS[name]
    assert f"{name}: its cell had become {kind}" in str(work.repairs)


@pytest.mark.parametrize("kind", ["raw", "code"])
@pytest.mark.parametrize("name", LESSON.questions)
def test_a_question_of_another_kind_of_cell_is_taken(name, kind):
    def changed(cells):
        cells[place(cells, name)]["cell_type"] = kind

    work = found(changed)
    assert work.answers[name] == ANSWERS[name]
    assert f"{name}: its cell had become {kind}" in str(work.repairs)


def test_a_question_loses_no_half_and_no_cell_below():
    name = LESSON.questions[0]

    def split(cells):
        half = copy.deepcopy(cells[place(cells, name)])["metadata"]
        put(cells, name, "And more.", cell_type="markdown", metadata=half)

    def below(cells):
        prompt = next(c.source for c in LESSON.released.cells if c.id == name)
        cells[place(cells, name)]["source"] = prompt
        put(cells, name, "My words.", cell_type="markdown")

    assert found(split).answers[name] == f"{ANSWERS[name]}\n\nAnd more."
    assert found(below).answers[name] == "My words."


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("    ", "\u00a0\u00a0\u00a0\u00a0"),
        lambda text: text.replace("    ", "\u3000 \u2002 "),
        lambda text: text.replace("def ", "def \u200b"),
        lambda text: "%%time\n" + text,
        lambda text: "\n%%capture out\n" + text,
    ],
    ids=["mark", "no-break", "wide", "no width", "time", "capture"],
)
def test_odd_blanks_and_timers_cost_nothing(change):
    def odd(cells):
        cell = cells[place(cells, "tokenize")]
        cell["source"] = change(cell["source"]) + "\n    return LOW"
        put(cells, "tokenize", "LOW = 1")

    work = found(odd)
    compile(work.answers["tokenize"], "answer", "exec")
    assert "    return LOW" in work.answers["tokenize"].replace("\u00a0", " ")
    assert work.extras["tokenize"] == ["LOW = 1"]


def test_no_break_blanks_in_a_text_stay():
    def quoted(cells):
        cells[place(cells, "tokenize")]["source"] = (
            "def tokenize(c):\n    return '\u00a0'"
        )

    assert "'\u00a0'" in found(quoted).answers["tokenize"]
