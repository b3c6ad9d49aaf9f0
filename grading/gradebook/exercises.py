"""What a student is told of each exercise: the verdict, the mistake, the next step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from authoring.lesson import Lesson, exercise_of
from authoring.project import UNANSWERED
from helpers.messages import marked, translate

from .mistakes import named, title, told
from .words import in_english, said

MARKS = re.compile(r"^ *### (BEGIN|END) (SOLUTION|HIDDEN TESTS)\n?", re.M)
SECTION = re.compile(r"^## (.+)$", re.M)
PASSED, WRONG = marked("passed"), marked("not passed")
BLANK = marked("no answer yet")
REASONS = marked({"failed": "failed", "error": "error"})  # of a check without words
NEXT = {
    "unanswered": "Write your answer; the folded hint above its cell helps to begin.",
    "failed": "Mend it in your notebook and run the check below it until it passes.",
    "error": "Your code stopped with an error. Run the check below it in your "
    "notebook: Python prints there which of your lines it was.",
    "time": "Try the smallest input first. Look for a loop that doesn't end, or for "
    "work that is done again and again.",
    "memory": "Look for a list or a tensor that grows with every round.",
    "ended": "Python itself was ended. Look for exit() and for a function that calls "
    "itself without end.",
}
marked(NEXT)
OTHER_INPUTS = marked(
    "The check in your notebook passes. Try your answer on other inputs: other sizes, "
    "the smallest one, the odd ones that its description allows."
)
CALLS_A_BLANK = marked("it calls an exercise that has no answer yet")


@dataclass(frozen=True)
class Exercise:
    """One exercise as its student sees it; texts are empty where there is none.

    The verdict is in English, all else in the notebook's language.

    Attributes:
        said: what the first check that did not pass says.
        unseen: whether only a check that isn't shown has failed.
        mistake: number, title, symptom and cure of the known mistake it looks like.
        first: earlier exercises to mend before, since this one uses them.
    """

    name: str
    section: str
    verdict: str
    points: float
    of: float
    said: str
    unseen: bool
    mistake: Mapping
    step: str
    first: list[str]
    answer: str
    check: str
    solution: str
    hidden: str
    comment: str


def exercises(
    lesson: Lesson,
    result: dict,
    answers: Mapping[str, str],
    comments: Mapping[str, str],
    *,
    solutions: bool,
    hidden_checks: bool = False,
) -> list[Exercise]:
    """A lesson's exercises in their order.

    Args:
        lesson: in the notebook's language.
        result: its checks have the points that count.
        answers: {exercise: code}.
        comments: {exercise: what was written by hand}.
        solutions: whether ours may be shown.
        hidden_checks: whether those that failed may be.
    """
    by_name: dict[str, list[dict]] = {}
    for check in result["checks"]:
        by_name.setdefault(exercise_of(check["name"]), []).append(check)
    found: list[Exercise] = []
    users: dict[str, set[str]] = {}  # of exercises that have not passed
    for name, own in by_name.items():
        failed = [c["name"] for c in own if c["reason"] != "passed"]
        unseen = f"{name}-hidden" if hidden_checks else ""
        ours = MARKS.sub("", lesson.solutions[name]) if solutions else ""
        found.append(
            Exercise(
                name=name,
                section=section(lesson, name),
                points=sum(check["score"] for check in own),
                of=sum(check["max_score"] for check in own),
                check=_shown(lesson, name),
                solution=ours,
                hidden=MARKS.sub("", lesson.checks[unseen]) if unseen in failed else "",
                comment=comments.get(name, ""),
                **_verdict(result, own, answers.get(name, ""), lesson.language),
                first=[other for other in users if name in users[other]],
            )
        )
        if found[-1].verdict != PASSED:
            users[name] = lesson.dependents(name)
    return found


def _verdict(result: dict, own: list[dict], answer: str, code: str) -> dict:
    """What the checks of one exercise say; the first that hasn't passed counts."""
    blank = UNANSWERED in answer or not answer
    failed = [check for check in own if check["reason"] != "passed"]
    if not failed:
        told_of = {"verdict": PASSED, "said": "", "unseen": False, "step": ""}
        return told_of | {"mistake": {}, "answer": answer}
    first = failed[0]
    reason = first["reason"]
    message = first["message"] or REASONS.get(reason, reason)
    unseen = first["name"].endswith("-hidden") and len(own) > 1
    unanswered = reason == "unanswered"
    known = {} if unanswered else _mistake(result, first, message, code)
    if unanswered and not blank:
        message, reason = CALLS_A_BLANK, "failed"
    return {
        "verdict": BLANK if unanswered and blank else WRONG,
        "said": said(message, code),
        "unseen": unseen,
        "mistake": known,
        "step": translate(_step(reason, unseen=unseen), code),
        "answer": "" if blank else answer,
    }


def _step(reason: str, *, unseen: bool) -> str:
    if unseen and reason in ("failed", "error"):
        return OTHER_INPUTS
    return NEXT.get(reason, NEXT["failed"])


def _mistake(result: dict, check: dict, message: str, code: str) -> dict:
    """The known mistake that a check's words name, {} if they name none."""
    english = in_english(message, result, check["name"])
    number = named(exercise_of(check["name"]), check["reason"], english)
    if not number:
        return {}
    return {"number": number, "title": title(number, code), **told(number, code)}


def section(lesson: Lesson, cell: str) -> str:
    """The heading of the notebook under which a cell stands."""
    heading = ""
    for other in lesson.released.cells:
        if other.id == cell:
            break
        if other.cell_type == "markdown":
            heading = (SECTION.findall(other.source) or [heading])[-1]
    return heading.replace("`", "").replace("*", "")


def _shown(lesson: Lesson, exercise: str) -> str:
    """The check that learners have; the released notebook holds nothing hidden."""
    return next(
        (c.source for c in lesson.released.cells if c.id == f"{exercise}-shown"), ""
    )
