"""The instructor's page of the class counts rightly and shows nobody's name in code."""

import json
import re

import pytest
from grading_tools import lesson

from authoring.mistakes import build_mistakes
from authoring.wrong import wrong_pages
from grading.gradebook.class_page import class_page, discrimination, mistakes
from grading.gradebook.mistakes import FILE, named, title, told

LESSON = lesson("03")
NAME = LESSON.name


def result(student: str, wrong: dict[str, str]) -> dict:
    """A result in which some exercises fail with a message."""
    checks = []
    for name in LESSON.checks:
        said = wrong.get(name.rpartition("-")[0])
        reason = "failed" if said else "passed"
        score = 0 if said else LESSON.points[name]
        checks.append({"name": name, "reason": reason, "message": said or "",
                       "score": score, "max_score": LESSON.points[name]})  # fmt: skip
    total = sum(check["score"] for check in checks)
    most = sum(check["max_score"] for check in checks)
    return {"student": student, "lesson": NAME, "problem": "", "checks": checks,
            "score": total, "max_score": most}  # fmt: skip


def test_a_mistake_counts_students_and_has_three_examples():
    results, answers = [], {}
    for n in range(5):
        said = f"expected 3 words, got {n}"
        results.append(result(f"s{n}", {"tokenize": said}))
        answers[f"s{n}"] = {"tokenize": f"def tokenize(c):\n    return {n}"}
    results.append(result("other", {"tokenize": "<b>another</b>"}))
    first, second = mistakes(results, answers)
    assert (first.students, len(first.examples)) == (5, 3)
    assert first.said == "expected N words, got N"
    assert (second.students, second.examples) == (1, [])


def test_a_known_mistake_is_named_however_the_check_says_it():
    said = ["'T-shirt' gave ['t']: an inner hyphen", "'A.': a full stop is left"]
    assert {named("tokenize", "failed", text) for text in said} == {48}
    assert named("tokenize", "failed", "expected a list, got nothing (None)") == 43
    assert named("no_exercise", "failed", said[0]) is None
    students = zip("ab", said, strict=True)
    results = [result(name, {"tokenize": text}) for name, text in students]
    (mistake,) = mistakes(results, {})
    assert (mistake.said, mistake.students) == (f"48 · {title(48)}", 2)


def test_the_words_for_mistakes_are_what_the_answers_say():
    for path, text in build_mistakes(pages=wrong_pages()).items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m authoring"


def test_what_the_book_tells_of_a_mistake_goes_along_in_plain_signs():
    known = json.loads(FILE.read_text(encoding="utf-8"))
    assert known["told"].keys() == known["titles"].keys()
    for number in map(int, known["told"]):
        assert list(told(number)) == ["symptom", "cause", "cure"]
        assert not re.search(r"[$\\\n]|\]\(", " ".join(told(number).values())), number
    assert told(9)["cure"].startswith("Divide by √d with d = D / heads")


def test_the_page_shows_shares_and_who_is_stuck_and_runs_nothing(tmp_path):
    all_wrong = dict.fromkeys(LESSON.stubs, "<script>no</script>")
    results = [result("Ann <i>", {}), result("Bo", {"tokenize": "x"})]
    results.append(result("Cy", all_wrong))
    class_page(tmp_path, results)
    page = (tmp_path / "class.html").read_text()
    assert "<script" not in page and "<i>" not in page and "http" not in page
    assert re.search(r"tokenize</th>\s*<td>1 of 3</td>", page)
    assert re.search(r"Stuck.*\n?.*: *\n?Cy\.", page)


@pytest.mark.parametrize(
    "points, rest, told",
    [
        ([0, 1] * 5, [0, 6] * 5, "1.00"),
        ([0, 1] * 5, [6, 0] * 5, "-1.00"),
        ([1] * 10, list(range(10)), "all alike"),
        ([0, 1], [0, 1], "too few answers (under 10)"),
    ],
)
def test_an_exercise_tells_strong_from_weak_by_the_others_points(points, rest, told):
    assert discrimination(points, rest) == told


def test_an_exercise_counts_once_by_the_first_check_that_fails():
    both = result("ann", {"tokenize": "the shown one"})
    hidden = both["checks"][1] | {"reason": "failed", "message": "the hidden one"}
    both["checks"][1] = hidden
    assert [m.said for m in mistakes([both], {})] == ["the shown one"]
