"""The learner's own captioner: right answers of many kinds, from lesson to lesson."""

from functools import cache

import pytest
import torch
from examiner import ROOT, load_lesson
from IPython.core.interactiveshell import InteractiveShell

from helpers import answers, notebook
from helpers.own_answers import imports_of, keep_answer, kept_answers
from helpers.own_machine import CALLED, PARTS, assemble, try_out
from helpers.own_page import SHOWN, yours
from helpers.own_training import Recipe, learn

ANSWERS = ROOT / "tests" / "answers"
LESSONS = {path.name[:2]: path.name for path in sorted(ANSWERS.glob("0[1-7]_*"))}
KINDS = 17  # machines; together they hold every right answer of these lessons
# Some right answers to these fit their own checks alone: patches that are a bare
# convolution, blocks that a decoder calls in a way of its own, slopes of weights that
# nothing uses. Ours stand in then, and the learner is told why.
ALONE = {"VisionTransformer", "CaptionDecoder", "train_step"}


@cache
def names_of(lesson: str) -> dict:
    """What a lesson's imports define."""
    names: dict = {}
    exec(load_lesson(LESSONS[lesson]).imports, names)
    return names


def with_imports(lesson: str, source: str) -> str:
    """As it is kept: the lines that a lesson's imports give it, then the cell."""
    return "\n".join([*imports_of(source, names_of(lesson)), source])


def kinds_of(lesson: str, exercise: str) -> list[str]:
    """Right answers to an exercise, ours first."""
    files = sorted((ANSWERS / LESSONS[lesson] / exercise).glob("right_*.py"))
    ours = load_lesson(LESSONS[lesson]).solutions[exercise]
    return [ours, *(file.read_text("utf-8") for file in files)]


@pytest.fixture(scope="module")
def pool():
    """{exercise: its right answers as they are kept}."""
    return {
        exercise: [with_imports(lesson, each) for each in kinds_of(lesson, exercise)]
        for lesson, exercises in PARTS.items()
        for exercise in exercises
    }


@pytest.mark.parametrize("kind", range(KINDS))
def test_right_answers_of_other_kinds_make_one_machine(pool, kind):
    assert max(map(len, pool.values())) <= KINDS
    chosen = {name: kinds[kind % len(kinds)] for name, kinds in pool.items()}
    machine = assemble(chosen)
    assert set(machine.refused) <= ALONE
    assert set(machine.sources) == set(chosen) - set(machine.refused)
    assert set(CALLED) - machine.own() == set(machine.refused)


def test_without_answers_all_is_ours():
    machine = assemble({})
    try_out(machine)
    assert machine.own() == set() and "✓ yours" in machine.table()


def test_an_own_part_gets_the_own_part_of_an_earlier_lesson(pool):
    marked = pool["MultiHeadAttention"][0] + "\nMultiHeadAttention.mine = True\n"
    kept = {n: pool[n][0] for n in ("attend", "EncoderBlock", "VisionTransformer")}
    for name in ("CrossAttention", "DecoderBlock", "CaptionDecoder"):
        kept[name] = pool[name][0]
    machine = assemble(kept | {"MultiHeadAttention": marked})
    eye, decoder = machine.make(words=9, side=12, patch=6, width=8, heads=2,
                                eye_layers=1, layers=1, longest=9)  # fmt: skip
    assert eye.vit.blocks[0].attention.mine
    assert decoder.blocks[0].self_attention.mine


def test_what_cannot_join_is_told_and_ours_stands_in(pool):
    kept = {"CaptionDecoder": pool["CaptionDecoder"][0], "blend": "def blend(:"}
    machine = assemble(kept)  # its blocks were not kept
    assert set(machine.refused) == {"CaptionDecoder", "blend"}
    assert (
        "CaptionDecoder can't join: NameError: name 'DecoderBlock'" in machine.table()
    )
    try_out(machine)


def test_it_learns_and_the_page_says_whose_it_is(pool):
    machine = assemble({name: pool[name][0] for name in ("blend", "enlarge", "attend")})
    recipe = Recipe(scenes=24, held_out=SHOWN, school=2, epochs=1, batch=8)
    trained = learn(machine, recipe)
    assert len(trained.captions) == len(trained.true) == SHOWN
    page = yours(machine, trained, recipe)
    assert "of 2 parts that you wrote" in page  # nothing calls `attend`
    assert "<td>07</td><td>enlarge, blend</td>" in page
    words = sum(len(caption.split()) for caption in trained.captions)
    assert page.count("<img alt=") == words + SHOWN  # and each picture


def test_a_part_that_nothing_calls_is_not_at_work(pool):
    machine = assemble({"attend": pool["attend"][0]})
    assert "attend" in machine.sources and machine.own() == set()


def test_random_numbers_stay_what_they_are(pool):
    torch.manual_seed(3)
    before = torch.get_rng_state()
    assemble({"blend": pool["blend"][0]})
    assert torch.equal(torch.get_rng_state(), before)


@pytest.fixture
def shell(monkeypatch, tmp_path):
    """A notebook that has begun, whose answers are kept in a folder."""
    shell = InteractiveShell()
    monkeypatch.setenv("KEEP_DIR", str(tmp_path))
    for module in (notebook, answers):
        monkeypatch.setattr(module, "get_ipython", lambda: shell)
    notebook.start()
    yield shell
    shell.events.unregister("post_run_cell", notebook.tell_of_check)
    shell.history_manager.end_session()


CELL = """\
TWICE = 2
class Layer(nn.Module):
    @torch.no_grad()
    def forward(self, x):
        return TWICE * F.relu(x)
"""
CHECK = "# @title Check Layer, 1 point\nassert {}"


def test_what_has_passed_is_kept_with_what_it_needs(shell):
    shell.run_cell(
        "import torch\nfrom torch import nn\nimport torch.nn.functional as F"
    )
    shell.run_cell(CELL)
    shell.run_cell(CHECK.format("False"))
    assert kept_answers() == {}
    shell.run_cell(CHECK.format("True"))
    [source] = kept_answers().values()
    names: dict = {}
    exec(source, names)
    assert torch.equal(names["Layer"]()(torch.tensor([-1, 3])), torch.tensor([0, 6]))


def test_ours_is_not_kept(shell):
    shell.run_cell('from helpers.checks import ask\nuse("count_patches")')
    shell.run_cell("# @title Check count_patches, 1 point")
    assert kept_answers() == {}


def test_no_room_to_keep_is_no_error(monkeypatch, tmp_path):
    (tmp_path / "answers").write_text("a file where the folder should be")
    monkeypatch.setenv("KEEP_DIR", str(tmp_path))
    assert keep_answer("kinds_of", {"kinds_of": kinds_of}) is None
