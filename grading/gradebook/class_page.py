"""The class at a glance, for the instructor: OUT/class.html, self-contained.

By exercise and student what is right; which mistakes the checks name, how often, with
examples without names; which exercises tell strong from weak answers; who is stuck.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import StatisticsError, correlation, mean

from jinja2 import Environment

from authoring.lesson import exercise_of

from ..results import write
from .mistakes import named, title
from .record import code_of
from .similarity import alike, examiners_answers
from .words import in_english

EXAMPLES = 3  # of answers with the same mistake
STUCK = 0.5  # share of a lesson's points below which a student is named
FEWEST = 10  # answers, from which on a correlation is told
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The class</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;
overflow-wrap:anywhere}
table{border-collapse:collapse}caption{text-align:left;font-weight:600}
.wide{overflow-x:auto;margin:1rem 0}
td,th{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ccc;
overflow-wrap:normal}
.no{background:#fbe3e0}.yes{background:#e2f3e4}
pre{background:#f4f4f4;padding:.6rem;white-space:pre-wrap}
</style></head><body><main><h1>The class</h1>
<p>{{ students }} students, {{ lessons|length }} lessons. Not to be handed on: it holds
names.</p>
<div class="wide" tabindex="0" role="region" aria-label="All lessons">
<table><caption>At a glance</caption><tr><th scope="col">lesson</th>
<th scope="col">students</th><th scope="col">points, mean</th>
<th scope="col">stuck</th><th scope="col">most frequent mistake</th></tr>
{% for lesson in lessons %}<tr><th scope="row"><a href="#{{ lesson.name }}">
{{- lesson.name }}</a></th><td>{{ lesson.students|length }}</td>
<td>{{ "%.0f %%"|format(100 * lesson.share) }}</td><td>{{ lesson.stuck|length }}</td>
<td>{% for m in lesson.mistakes[:1] %}{{ m.exercise }}: {{ m.said }}
({{ m.students }}){% endfor %}</td></tr>
{% endfor %}</table></div>
{% for lesson in lessons %}
<h2 id="{{ lesson.name }}">{{ lesson.name }}</h2>
<div class="wide" tabindex="0" role="region" aria-label="{{ lesson.name }}: exercises">
<table><caption>Exercises of {{ lesson.students|length }} students</caption>
<tr><th scope="col">exercise</th><th scope="col">right</th><th scope="col">points</th>
<th scope="col">tells strong from weak</th></tr>
{% for e in lesson.exercises %}<tr><th scope="row">{{ e.name }}</th>
<td>{{ e.right }} of {{ e.answers }}</td><td>{{ "%.1f"|format(e.points) }} of
{{ "%g"|format(e.most) }}</td><td>{{ e.tells }}</td></tr>
{% endfor %}</table></div>
<div class="wide" tabindex="0" role="region" aria-label="{{ lesson.name }}: students">
<table><caption>Who has what</caption><tr><th scope="col">student</th>
{% for e in lesson.exercises %}<th scope="col">{{ e.name }}</th>{% endfor %}</tr>
{% for student, marks in lesson.students %}<tr><th scope="row">{{ student }}</th>
{% for mark in marks %}<td class="{{ 'yes' if mark == 'right' else 'no' }}">
{{ mark }}</td>{% endfor %}</tr>{% endfor %}</table></div>
{% if lesson.stuck %}<p><strong>Stuck</strong> (under half of the points):
{{ lesson.stuck|join(", ") }}.</p>{% endif %}
{% if lesson.mistakes %}<h3>Mistakes, by how many students</h3>
<p>The numbers are those of the walkthrough's page "When it goes wrong"; without one it
is what the check says. For the next lecture: the first two or three.</p>{% endif %}
{% for m in lesson.mistakes %}<details><summary>
{{ m.students }} students, {{ m.exercise }}:
{{ m.said }}</summary>{% for text in m.examples %}<pre>{{ text }}</pre>{% endfor %}
</details>{% endfor %}
{% if lesson.alike %}<h3>Alike beyond chance</h3>
<p>What two students share, in bits: each statement counts by how few wrote it, here and
among the examiners' answers; names, order and format don't count. Something to look at,
no verdict: who learns together writes alike.</p>{% endif %}
{% for pair in lesson.alike %}<details><summary>{{ pair.students|join(" and ") }}:
{{ "%.0f"|format(pair.bits) }} bits, {{ "%.0f"|format(100 * pair.share) }} % of the
shorter one's; most in {{ pair.exercises[0] }}</summary>
{% for name in pair.students %}<h4>{{ name }}</h4>
<pre>
{{ lesson.answers[name][pair.exercises[0]] }}</pre>{% endfor %}</details>{% endfor %}
{% endfor %}</main></body></html>"""


@dataclass(frozen=True)
class Exercise:
    """How a class did at one exercise; points are means."""

    name: str
    right: int
    answers: int
    points: float
    most: float
    tells: str


@dataclass(frozen=True)
class Mistake:
    """A known mistake, or what a check says of several answers, numbers aside."""

    exercise: str
    said: str
    students: int
    examples: list[str]


def class_page(out: Path, results: list[dict]) -> None:
    """Write OUT/class.html of the results of the term."""
    by_lesson: dict[str, list[dict]] = defaultdict(list)
    for result in results:
        if result["checks"] and not result["problem"]:
            by_lesson[result["lesson"]].append(result)
    lessons = [_lesson(out, name, own) for name, own in sorted(by_lesson.items())]
    students = len({result["student"] for result in results})
    page = Environment(autoescape=True).from_string(PAGE)
    write(out / "class.html", page.render(lessons=lessons, students=students))


def _lesson(out: Path, name: str, results: list[dict]) -> dict:
    order = list(dict.fromkeys(exercise_of(c["name"]) for c in results[0]["checks"]))
    marks = []
    for result in results:
        words = [_mark(_own(result, exercise)) for exercise in order]
        marks.append((result["student"], words))
    answers = {r["student"]: _answers(out, r) for r in results}
    stuck = [r["student"] for r in results if r["score"] < STUCK * r["max_score"]]
    shares = [r["score"] / r["max_score"] for r in results if r["max_score"]]
    return {
        "name": name,
        "share": mean(shares or [0.0]),
        "exercises": [_exercise(exercise, results) for exercise in order],
        "students": marks,
        "stuck": stuck,
        "mistakes": mistakes(results, answers),
        "answers": answers,
        "alike": alike(answers, examiners_answers(name)),
    }


def _own(result: dict, exercise: str) -> list[dict]:
    return [c for c in result["checks"] if exercise_of(c["name"]) == exercise]


def _mark(checks: list[dict]) -> str:
    reasons = [check["reason"] for check in checks if check["reason"] != "passed"]
    return reasons[0] if reasons else "right"


def _exercise(name: str, results: list[dict]) -> Exercise:
    points = [sum(c["score"] for c in _own(result, name)) for result in results]
    most = sum(c["max_score"] for c in _own(results[0], name))
    rest = [r["score"] - own for r, own in zip(results, points, strict=True)]
    right = sum(_mark(_own(result, name)) == "right" for result in results)
    tells = discrimination(points, rest)
    return Exercise(name, right, len(results), mean(points), most, tells)


def discrimination(points: list[float], rest: list[float]) -> str:
    """Correlation of an exercise's points with those of the lesson's others."""
    if len(points) < FEWEST:
        return f"too few answers (under {FEWEST})"
    try:
        return f"{correlation(points, rest):.2f}"
    except StatisticsError:  # all have the same points
        return "all alike"


def mistakes(results: list[dict], answers: dict[str, dict[str, str]]) -> list[Mistake]:
    """What checks say of a lesson's answers; each student counts once an exercise.

    The first check that fails counts: a hidden one asks the same in other sizes.

    Args:
        answers: {student: {exercise: code}}, for examples.

    Returns:
        The most frequent first.
    """
    who: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for result in results:
        met = set()
        for check in result["checks"]:
            exercise = exercise_of(check["name"])
            failed = check["reason"] not in ("passed", "unanswered")
            if failed and check["message"] and exercise not in met:
                met.add(exercise)
                message = in_english(check["message"], result, check["name"])
                said = _said(exercise, check["reason"], message)
                who[exercise, said][result["student"]] = None
    found = []
    for (exercise, said), students in who.items():
        texts = (answers.get(student, {}).get(exercise) for student in students)
        examples = list(dict.fromkeys(filter(None, texts)))[:EXAMPLES]
        found.append(Mistake(exercise, said, len(students), examples))
    return sorted(found, key=lambda m: (-m.students, m.exercise, m.said))


def _said(exercise: str, reason: str, message: str) -> str:
    if number := named(exercise, reason, message):
        return f"{number} · {title(number)}"
    return NUMBER.sub("N", message.splitlines()[0])


def _answers(out: Path, result: dict) -> dict[str, str]:
    """What a student answered, {exercise: code}; what was left blank is not in it."""
    blank = {
        exercise_of(check["name"])
        for check in result["checks"]
        if check["reason"] == "unanswered"
    }
    known = {exercise_of(check["name"]) for check in result["checks"]} - blank
    code = code_of(out, result["student"], result["lesson"])
    return {name: source for name, source in code.items() if name in known}
