"""A notebook in another language gets the same points, and is answered in it."""

import nbformat
import pytest
from grading_tools import judge, lesson, needs_a_box

from authoring.lesson import Lesson, languages_of, load_lesson
from authoring.project import ROOT
from grading.gradebook.words import in_english
from grading.intake.notebooks import Work, ingest
from grading.intake.submissions import Submission
from grading.judge.tasks import task
from grading.limits import Limits

WRONG = {  # of two lessons: an exercise, and one of the examiners' wrong answers
    "04": ("causal_mask", "wrong_all_allowed"),
    "03": ("pad_batch", "wrong_left"),
}
EACH = pytest.mark.parametrize(
    ("number", "code"),
    [(number, code) for number in WRONG for code in languages_of(lesson(number).name)],
)


def wrong(number: str) -> dict[str, str]:
    exercise, name = WRONG[number]
    folder = ROOT / "tests" / "answers" / lesson(number).name / exercise
    return {exercise: (folder / f"{name}.py").read_text(encoding="utf-8")}


def came_back(of: Lesson, answers: dict[str, str]) -> Work:
    """What the grader makes of a lesson's notebook with answers filled in."""
    text = nbformat.writes(of.handed_in(answers))
    return ingest(f"{of.name}.ipynb", text.encode(), [load_lesson(of.name)])


def verdicts(work: Work) -> dict[str, dict]:
    handed_in = Submission(None, work, work.lesson.name, "")
    asked = task(handed_in, Limits(), trusted=False, seconds=600)
    return judge().ask(asked)["checks"]


@EACH
def test_a_notebook_is_known_by_its_language(number, code):
    of = load_lesson(lesson(number).name, code)
    work = came_back(of, of.solutions)
    assert work.lesson.language == code and not work.repairs
    assert work.lesson.points == lesson(number).points
    blank = came_back(of, {})
    assert blank.answers.keys() == of.stubs.keys() | set(of.questions)
    assert all(blank.answers[name] == of.stubs[name] for name in of.stubs)


@needs_a_box
@EACH
def test_the_same_checks_refuse_it_with_words_of_its_language(number, code):
    english, of = lesson(number), load_lesson(lesson(number).name, code)
    results = {
        one.language: verdicts(came_back(one, one.solutions | wrong(number)))
        for one in (english, of)
    }
    reasons = {
        language: {check: found["reason"] for check, found in checks.items()}
        for language, checks in results.items()
    }
    assert reasons[code] == reasons["en"]
    refused = {c: r for c, r in results[code].items() if r["reason"] == "failed"}
    assert refused
    for check, found in refused.items():
        if code != "en":
            assert found["message"] != results["en"][check]["message"], check
        words = found["message"].split()
        pieces = [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]
        assert any(piece in of.checks[check] for piece in pieces), found
        result = {"lesson": of.name, "language": code}
        english = in_english(found["message"], result, check)
        assert english == results["en"][check]["message"], "a mistake is named by it"


@needs_a_box
def test_a_language_spoken_in_one_notebook_is_not_heard_in_the_next():
    """Of the same judge: what an import says stays in its fork."""
    codes = languages_of(lesson("04").name)
    for code in [*codes[1:], codes[0]]:
        of = load_lesson(lesson("04").name, code)
        own = of.solutions["causal_mask"]
        told = (
            "from helpers.language import load_language\n"
            f"assert load_language().code == {code!r}\n"
        )
        found = verdicts(came_back(of, of.solutions | {"causal_mask": told + own}))
        assert all(check["reason"] == "passed" for check in found.values()), found
