"""Made-up verdicts, a made-up gradebook and the pages that a student gets of them."""

import re
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from grading_tools import lesson
from nbgrader.api import MissingEntry

from grading.gradebook.feedback import give_feedback

LESSON = lesson("03")
NAME = LESSON.name
[QUESTION] = LESSON.questions


def result(of, said: dict[str, tuple[str, str]], **more) -> dict:
    """A result; `said` tells reason and message of checks that have not passed."""
    checks = [
        {
            "name": name,
            "reason": said.get(name, ("passed", ""))[0],
            "message": said.get(name, ("passed", ""))[1],
            "score": 0 if name in said else of.points[name],
            "max_score": of.points[name],
        }
        for name in of.checks
    ]
    return {
        "student": "ann",
        "lesson": of.name,
        "problem": "",
        "repairs": [],
        "score": sum(check["score"] for check in checks),
        "max_score": sum(check["max_score"] for check in checks),
        "checks": checks,
        **more,
    }


class Fake:
    """A course's folder, with a gradebook that holds one marked answer or nothing."""

    def __init__(self, out, sheet=None):
        self.out, self.sheet = out, sheet

    @contextmanager
    def gradebook(self):
        yield self

    def find_submission_notebook(self, *_):
        if self.sheet is None:
            raise MissingEntry("nothing is there")
        return self.sheet

    def hand_in(self, student: str, of, answers: dict) -> None:
        folder = self.out / "submitted" / student / of.name
        folder.mkdir(parents=True)
        nbformat.write(of.handed_in(answers), folder / f"{of.name}.ipynb")


def marked(points: float | None, comment: str, late: float = 0):
    """nbgrader's sheet: the question has a mark, everything else stands as judged."""
    grade = SimpleNamespace(
        name=QUESTION,
        score=points or 0,
        max_score=3,
        manual_score=points,
        needs_manual_grade=points is None,
    )
    said = SimpleNamespace(name=QUESTION, manual_comment=comment)
    return SimpleNamespace(
        grades=[grade],
        comments=[said],
        late_submission_penalty=late,
        score=10 + (points or 0),
        max_score=19,
    )


def pages(course, results, student="ann", rules=None) -> tuple[str, str]:
    """(first page, page of the first lesson)."""
    give_feedback(course, student, results, rules)
    folder = course.out / "feedback" / student
    name = results[0]["lesson"]
    page = folder / name / f"{name}.html"
    told = page.read_text() if page.exists() else ""
    return (folder / "index.html").read_text(), told


def part(page: str, exercise: str) -> str:
    """The article of an exercise or a question, in one line."""
    found = re.search(rf'<article id="{exercise}".*?</article>', page, re.S)
    return " ".join(found[0].replace("<wbr>", "").split())


SAID = {
    "tokenize-shown": ("failed", "'T-shirt' gave ['t']: an inner hyphen"),
    "tokenize-hidden": ("failed", "another text"),
    "learn_merges-hidden": ("failed", "too many pairs"),
    "split_word-shown": ("unanswered", "there is no answer yet"),
    "pad_batch-shown": ("time", "took longer than 20 s"),
    "caption_labels-shown": ("unanswered", "there is no answer yet"),
}
REPAIRS = ["the cells were put back"]


def told_of_much(tmp_path, of=LESSON, said=SAID, repairs=REPAIRS) -> tuple[str, str]:
    """The pages of somebody with every kind of verdict, in the lesson's language."""
    course = Fake(tmp_path, marked(1.5, "Which words?", late=2))
    answers = dict(of.solved)
    del answers["caption_labels"]
    course.hand_in("ann", of, answers)
    results = [result(of, said, repairs=repairs, language=of.language)]
    return pages(course, results)


def readable(browser, pages: Iterable[Path], scheme: str, width: int) -> None:
    """Everybody can read these pages: axe finds nothing, nothing is wider than they."""
    axe = pytest.importorskip("selenium_axe_python").Axe(browser)
    screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    try:
        for path in sorted(pages):
            browser.get(path.as_uri())
            unfold = "document.querySelectorAll('details').forEach(d => d.open = true)"
            browser.execute_script(unfold)
            axe.inject()
            found = axe.run()["violations"]
            assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
            root = "document.documentElement"
            wide = f"return {root}.scrollWidth - {root}.clientWidth"
            assert browser.execute_script(wide) == 0, path.name
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
