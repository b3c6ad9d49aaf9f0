"""The checks pass every right answer, refuse every wrong one, and name the mistake.

An answer is a file: the whole content of its exercise's cell. First line of a wrong
one: `# breaks: ...`. A line `# mistake 13: triangle` names a line of the list of
learners' mistakes (book/wrong.md) and a phrase that the failing check's message must
hold; the second table says how many of these the shown check named.
"""

import re
from pathlib import Path

import pytest
from examiner import (
    NOT_REACHED,
    ROOT,
    lesson_names,
    load_lesson,
    readable_lessons,
    unreadable,
)

pytestmark = pytest.mark.slow

MISTAKE = re.compile(r"^# mistake \d+: *(.+)$", re.M)
NUMBER = re.compile(r"^# mistake (\d+)", re.M)
EXERCISES = [(n, e) for n in readable_lessons() for e in load_lesson(n).solutions]


def pytest_generate_tests(metafunc):
    if "answer" not in metafunc.fixturenames:
        return
    folder = Path(metafunc.config.getoption("answers")).resolve()
    if not folder.is_dir():
        raise pytest.UsageError(f"--answers: expected a folder, got {folder}")
    files = sorted(folder.rglob("*.py"))
    names = [str(file.relative_to(folder)) for file in files]
    metafunc.parametrize("answer", files, ids=names)


@pytest.fixture(scope="session")
def outcomes(request, examiner):
    """Start the runs of all selected answers; {file: future of the verdicts}."""
    files = [
        item.callspec.params["answer"]
        for item in request.session.items
        if getattr(item, "function", None) is test_answer
    ]
    return {
        file: examiner.submit(
            program(file),
            enough=None if file.name.startswith("right_") else settles,
        )
        for file in files
        if not misplaced(file)
    }


def misplaced(file: Path) -> str:
    """Say what is wrong with the place of an answer, "" if nothing."""
    lesson, exercise = file.parts[-3:-1]
    if lesson not in lesson_names():
        return f"{file}: no lesson {lesson!r}; there are {lesson_names()}"
    if unreadable(lesson):
        return unreadable(lesson)
    known = list(load_lesson(lesson).solutions)
    if exercise not in known:
        return f"{file}: no exercise {exercise!r} in {lesson}; there are {known}"
    if not file.name.startswith(("right_", "wrong_")):
        return f"{file}: expected right_*.py or wrong_*.py, got {file.name}"
    return ""


def program(file: Path) -> list[tuple[str, str]]:
    """The cells that decide on an answer: all checks if it is right, else its own."""
    name, exercise = file.parts[-3:-1]
    lesson = load_lesson(name)
    checks = None if file.name.startswith("right_") else lesson.own_checks(exercise)
    return lesson.program({exercise: file.read_text(encoding="utf-8")}, checks)


def refused(verdict: str) -> bool:
    """Does it cost the points? What an answer writes to stderr does not, in grading."""
    return bool(verdict) and not verdict.startswith("wrote to stderr")


def settles(cell: str, verdict: str) -> bool:
    """Whether a check refused a wrong answer: those after it decide nothing more."""
    return cell.endswith(("-shown", "-hidden")) and refused(verdict)


def says(shown: str, phrases: list[str]) -> str:
    """What a shown check's verdict is to the learner: a column of the table.

    A message without the phrase that names the mistake misleads if it names another
    cause (after a colon, or as a question), and is vague if it only tells the values.
    """
    if not refused(shown):
        return "green, then red"
    if not shown.startswith("AssertionError"):
        return "crashed"
    if any(phrase.strip().lower() in shown.lower() for phrase in phrases):
        return "named"
    text = shown.partition(":")[2]
    return "misleading" if re.search("[:;?]", text) else "vague"


def what_failed(lesson, verdicts: dict[str, str]) -> tuple[dict[str, str], str]:
    """The checks that refused an answer, {check: message}, and all that they said."""
    failed = {
        check: verdict
        for check, verdict in verdicts.items()
        if check in lesson.checks and refused(verdict) and verdict != NOT_REACHED
    }
    return failed, "\n".join(f"  {check}: {said}" for check, said in failed.items())


def test_answer(answer, outcomes, examiner, tally):
    name, exercise = answer.parts[-3:-1]
    assert not misplaced(answer), misplaced(answer)
    lesson = load_lesson(name)
    verdicts = outcomes[answer].result()
    failed, messages = what_failed(lesson, verdicts)
    if answer.name.startswith("right_"):
        tally(f"{name}/{exercise}", "right answers passed", not failed, 1)
        assert not failed, f"a right answer lost points:\n{messages}"
    else:
        tally(f"{name}/{exercise}", "wrong answers refused", bool(failed), 1)
        assert failed, "a wrong answer got every point"
        text = answer.read_text(encoding="utf-8")
        phrases = MISTAKE.findall(text)
        for number in NUMBER.findall(text)[:1] if phrases else []:
            column = says(verdicts[f"{exercise}-shown"], phrases)
            for each in ("named", "vague", "misleading", "crashed", "green, then red"):
                tally(f"mistake {number:>2}", each, each == column, 1)
        if not all(phrase.strip().lower() in messages.lower() for phrase in phrases):
            verdicts = examiner.submit(program(answer)).result()  # a later check may
            _, messages = what_failed(lesson, verdicts)
        for phrase in phrases:
            named = phrase.strip().lower() in messages.lower()
            assert named, f"expected {phrase.strip()!r} in a message, got\n{messages}"


@pytest.mark.parametrize("name", lesson_names())
def test_our_solutions_get_every_point(name, examiner):
    lesson = load_lesson(name)
    verdicts = examiner.submit(lesson.program({})).result()
    assert not any(verdicts.values()), {c: v for c, v in verdicts.items() if v}


@pytest.mark.parametrize("name, exercise", EXERCISES)
def test_a_blank_exercise_costs_only_its_own_points(name, exercise, examiner):
    lesson = load_lesson(name)
    blank = {exercise: lesson.stubs[exercise]}
    verdicts = examiner.submit(lesson.program(blank)).result()
    lost = {c.rpartition("-")[0] for c in lesson.checks if verdicts[c]}
    assert lost <= {exercise, *lesson.dependents(exercise)}, verdicts
    assert all(verdicts[check] for check in lesson.own_checks(exercise)), (
        f"a check of {exercise} passes on the empty exercise: {verdicts}"
    )


@pytest.mark.parametrize("name, exercise", EXERCISES)
def test_two_right_and_four_wrong_answers_are_kept(name, exercise):
    folder = ROOT / "tests" / "answers" / name / exercise
    right, wrong = list(folder.glob("right_*.py")), list(folder.glob("wrong_*.py"))
    assert len(right) >= 2, f"{folder}: expected 2 right answers, got {len(right)}"
    assert len(wrong) >= 4, f"{folder}: expected 4 wrong answers, got {len(wrong)}"
