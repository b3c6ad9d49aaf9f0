"""What students get back tells of each exercise in words, and of hidden checks nothing.

Verdicts and gradebook are made up here, but for one term with nbgrader's own.
"""

import html
import json
import re

import pytest
from grading_feedback import (
    LESSON,
    NAME,
    QUESTION,
    Fake,
    marked,
    pages,
    part,
    result,
    told_of_much,
)
from grading_tools import lesson
from small_class import Class

from authoring.lesson import exercise_of, lesson_names, load_lesson
from grading.gradebook.mistakes import named
from grading.gradebook.record import Course
from grading.rules import Rules


@pytest.fixture
def told(tmp_path):
    return told_of_much(tmp_path)


def test_an_exercise_tells_verdict_message_mistake_and_next_step(told):
    page = part(told[1], "tokenize")
    assert "✗ not passed" in page and "0 of 2 points" in page
    assert "3.1 From a sentence to words" in page
    assert "an inner hyphen" in page and "another text" not in page
    assert "48 · Words cut to pieces" in page and "<code>(?:...)</code> only" in page
    assert "run the check below it" in page
    assert "✓ passed" in part(told[1], "Vocabulary")
    assert "smallest input" in part(told[1], "pad_batch")


@pytest.mark.parametrize(
    "reason, said, number",
    [
        ("failed", "writes of ids, memory", "24"),
        ("error", "AssertionError: writes of ids, memory", "24"),
        ("failed", "writes of ids, memory; it stopped with KeyError: 3", ""),
        ("error", "OSError: writes of ids, memory", ""),
    ],
)
def test_words_of_python_name_no_mistake(tmp_path, reason, said, number):
    assert named("caption_images", "failed", said.partition(";")[0]) == 24
    wrong = {"caption_images-shown": (reason, said)}
    page = part(
        pages(Fake(tmp_path), [result(lesson("06"), wrong)])[1], "caption_images"
    )
    assert said in html.unescape(page)
    assert re.findall(r"Perhaps it is <strong>(\d+)", page) == [number] * bool(number)


def test_answer_and_check_are_folded_and_a_blank_shows_neither_stub_nor_message(told):
    page = told[1]
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.S))
    assert "def tokenize" in folded and "Check tokenize, 1 point" in folded
    open_ = re.sub(r"<details>.*?</details>", "", page, flags=re.S)
    assert "def " not in open_ and "Check tokenize," not in open_
    assert "Check Vocabulary," not in page, "it has passed"
    blank = part(page, "caption_labels")
    assert "○ no answer yet" in blank and "hint" in blank
    assert "YOUR CODE HERE" not in page and "there is no answer yet" not in page


def test_what_only_a_hidden_check_found_is_told_as_such(told):
    page = part(told[1], "learn_merges")
    assert "inputs that are not shown says" in page and "too many pairs" in page
    assert "The check in your notebook passes" in page and "2 of 4 points" in page


def test_an_answer_that_calls_a_blank_is_not_called_one(told):
    page = part(told[1], "split_word")
    assert "not passed" in page and "calls an exercise that has no answer" in page


def test_what_an_exercise_uses_is_to_be_mended_first(tmp_path):
    of = lesson("01")
    names = ("patchify", "PatchEmbedding")  # the second calls the first
    said = {f"{name}-shown": ("failed", "no") for name in names}
    page = pages(Fake(tmp_path), [result(of, said)])[1]
    assert (
        'Mend <a href="#patchify"><code>patchify</code></a> first, which this exercise '
        "may use. Mend it"
    ) in part(page, "PatchEmbedding")
    assert "Mend <a" not in part(page, "patchify")


def test_points_marks_comments_and_repairs_add_up(told):
    page = " ".join(told[1].split())
    assert "<li>the cells were put back</li>" in page
    assert re.search(r"marked</td> <td class=\"amount\">1.5 of 3</td>", page)
    assert "−2</td>" in page and "9.5 of 19</td></tr></tfoot>" in page
    assert "Which words?" in part(page, QUESTION)


def test_a_text_without_a_mark_waits(tmp_path):
    page = pages(Fake(tmp_path, marked(None, "")), [result(LESSON, {})])[1]
    assert "waits to be marked" in part(page, QUESTION)


def test_the_first_page_tells_progress_next_step_and_known_mistakes(told):
    page = " ".join(told[0].replace("<wbr>", "").split())
    assert "Lessons so far: 1; 2 of 7 exercises passed; 9.5 of 19 points" in page
    link = f'href="{NAME}/{NAME}.html#tokenize"'
    assert f"03 · Captions and tokens, <a {link}><code>tokenize</code></a>" in page
    assert "48 · Words cut to pieces" in page


def test_who_is_done_has_no_next_step(tmp_path):
    sheet = marked(3, "")
    for page in pages(Fake(tmp_path, sheet), [result(LESSON, {})]):
        assert "Next step" not in page


def test_a_file_that_was_not_read_is_told_and_comes_first(tmp_path):
    broken = result(LESSON, {}, problem="broken JSON <script>")
    odd = {**broken, "lesson": "unrecognised", "checks": [], "problem": "no lesson"}
    first, page = pages(Fake(tmp_path), [broken, odd])
    assert not page and "hand it in again" in first
    assert "not read:" in first and "broken JSON &lt;script" in first
    assert "03 · Captions and tokens" in first and "no lesson" in first


def test_our_answers_are_shown_where_the_course_says_so(tmp_path):
    course = Fake(tmp_path)
    ours = [result(LESSON, {})]
    assert "An answer of ours" not in pages(course, ours)[1]
    page = pages(course, ours, rules=Rules(solutions=True))[1]
    assert "An answer of ours" in part(page, "tokenize")
    assert "def tokenize" in part(page, "tokenize") and "SOLUTION" not in page


@pytest.mark.parametrize("name", lesson_names())
def test_no_line_of_a_hidden_check_is_given_back(tmp_path, name):
    of = load_lesson(name)
    wrong = {check: ("failed", "") for check in of.checks}
    course = Fake(tmp_path)
    course.hand_in("ann", of, {})
    told = pages(course, [result(of, wrong)], rules=Rules(solutions=True))
    given = html.unescape("".join(told))
    known = "".join([*(c.source for c in of.released.cells), *of.solutions.values()])
    hidden = [
        line.strip()
        for source in of.checks.values()
        for line in source.partition("### BEGIN HIDDEN TESTS")[2].splitlines()
        if len(line.strip()) > 20 and line.strip() not in known
    ]
    assert hidden and not [line for line in hidden if line in given]
    assert "HIDDEN" not in given


@pytest.mark.slow
def test_marks_and_what_being_late_costs_come_from_the_gradebook(tmp_path, monkeypatch):
    term = Class(tmp_path, monkeypatch, pages=True)
    rules = "[late]\nper_day = 0.1\n[03]\ndue = 2026-10-12 23:59:00\n"
    term.grade(rules)
    with Course(term.out).gradebook() as book:
        grade = book.find_grade(QUESTION, NAME, NAME, "bob")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        comment = book.find_comment(QUESTION, NAME, NAME, "bob")
        comment.manual_comment = "Say <why>."
        book.db.commit()
    row = term.grade(rules)["bob"]
    page = (term.out / "feedback" / "bob" / NAME / f"{NAME}.html").read_text()
    assert "no answer yet" in part(page, "tokenize")
    assert "Say &lt;why&gt;." in part(page, QUESTION)
    assert float(row["late"]) > 0 and f"−{float(row['late']):g}</td>" in page
    total = term.exported()["bob"]
    assert f"{total:g} of" in re.search("<tfoot>.*</tfoot>", page, re.S)[0]
    shown = json.loads((term.out / "results" / "bob" / f"{NAME}.json").read_text())
    names = {exercise_of(check["name"]) for check in shown["checks"]}
    assert all(f'<article id="{name}"' in page for name in names)
