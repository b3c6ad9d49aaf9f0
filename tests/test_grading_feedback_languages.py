"""Who hands in a Spanish notebook gets Spanish pages; the grader's own stay English.

The language is made up here: each message comes back with its letters changed, so that
what is still in Latin letters was not translated.
"""

import html
import re

import pytest
import torch
from grading_feedback import (
    LESSON,
    NAME,
    QUESTION,
    Fake,
    marked,
    pages,
    result,
    told_of_much,
)
from small_class import Class

from authoring.lesson import languages_of, lesson_names, load_lesson
from authoring.mistakes import page_of
from authoring.pages import PAGES, build_page
from grading.gradebook import feedback, mistakes, words
from grading.gradebook.class_page import class_page
from grading.gradebook.mistakes import named, title, told
from helpers import checks, language, messages

SPANISH = load_lesson(NAME, "es")
VALUE = re.compile(rf"{messages.PLACE.pattern}|&\w+;")
SAID = {  # what a Spanish check says is not the grader's to translate
    "tokenize-shown": ("failed", "¿?"),
    "learn_merges-hidden": ("time", "took longer than 20 s"),
    "split_word-shown": ("unanswered", "there is no answer yet"),
    "pad_batch-shown": ("memory", "took over 1500 MB of memory"),
    "split_by_image-shown": (
        "error",
        "KeyError: 3 (line 2 of your answer) (when the answer's cell was run)",
    ),
    "caption_labels-shown": ("unanswered", "there is no answer yet"),
    "Vocabulary-shown": ("ended", "the process was ended (exit code 3)"),
}
REPAIRS = [
    "the cells were in another order; put back",
    "tokenize: its cell was missing, it counts as unanswered",
    "pad_batch: 2 cells have this name, the last one with an answer counts",
    f"the file was named 'x.ipynb': taken for {NAME}",
    "2 files for this lesson: 'x.ipynb' counts, it has most answers; left out: 'x'",
]
PROBLEM = "it can't be taken apart: it takes more than 1000 MB of memory to read"


def other_letters(text: str) -> str:
    pieces, values = VALUE.split(text), [*VALUE.findall(text), ""]
    changed = (re.sub("[A-Za-z]", "ж", piece) for piece in pieces)
    return "".join(map("".join, zip(changed, values, strict=True)))


def other_words(text: str) -> str:
    pieces, values = VALUE.split(text), [*VALUE.findall(text), ""]
    changed = (re.sub(r"\b(?=[A-Za-z])", "ж", piece) for piece in pieces)
    return "".join(map("".join, zip(changed, values, strict=True)))


@pytest.fixture
def made_up(monkeypatch):
    """Set the language: what is done to each message."""
    from authoring.messages import messages as all_messages

    caches = messages._patterns, words._english, words._back, feedback.templates

    def set_to(change):
        table = {text: change(text) for text in all_messages()}
        monkeypatch.setattr(messages, "translations", lambda _: table)
        for cached in caches:
            cached.cache_clear()

    known = mistakes._known()
    page = {
        "titles": {n: other_letters(text) for n, text in known["titles"].items()},
        "told": {
            n: {part: other_letters(text) for part, text in texts.items()}
            for n, texts in known["told"].items()
        },
    }
    with_page = known | {"languages": {"es": page}}
    monkeypatch.setattr(mistakes, "_known", lambda: with_page)
    yield set_to
    for cached in caches:
        cached.cache_clear()


def seen(page: str, *, names: tuple[str, ...] = ()) -> str:
    """What is read on a page and heard, without code, and without a lesson's words."""
    quoted = r'<(style|pre|code)\b.*?</\1>|<div class="text">.*?</div>'
    page = re.sub(quoted, "", page, flags=re.S)
    heard = re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page)
    text = html.unescape(" ".join([re.sub(r"<[^>]*>", " ", page), *heard]))
    lesson = "\n".join(cell.source for cell in SPANISH.released.cells)
    headings = re.findall(r"^##? (.+)$", lesson.replace("`", "").replace("*", ""), re.M)
    for name in sorted([*headings, *names], key=len, reverse=True):
        text = text.replace(name, "")
    return text


def test_nothing_english_is_left_on_spanish_pages(tmp_path, made_up, monkeypatch):
    made_up(other_letters)
    monkeypatch.setattr(
        "grading.gradebook.exercises.named",
        lambda exercise, *_: 9 if exercise == "tokenize" else None,
    )
    names = ("ann", "x.ipynb", "'x'", NAME, "KeyError", *SPANISH.stubs, " MB", " s")
    first, page = told_of_much(tmp_path, SPANISH, SAID, REPAIRS)
    for each in (first, page):
        assert '<html lang="es">' in each
        left = re.findall(r"[A-Za-z]{2,}", seen(each, names=names))
        assert not left
        assert "ж" in each and "9 · ж" in each


def test_a_file_that_was_not_read_is_told_in_the_language_of_the_others(
    tmp_path, made_up
):
    made_up(other_letters)
    course = Fake(tmp_path, marked(None, ""))
    odd = result(LESSON, {}, problem=PROBLEM, lesson="unrecognised", checks=[])
    results = [result(LESSON, {}, language="es"), odd]
    first, page = pages(course, results)
    names = ("ann", "MB", "unrecognised", *SPANISH.stubs)
    for each in (first, page):
        assert not re.findall(r"[A-Za-z]{2,}", seen(each, names=names))


def test_a_title_in_another_language_than_the_page_says_so(tmp_path):
    spanish = result(SPANISH, {}, language="es")
    english = result(load_lesson("04_causal_masks"), {})
    first, _ = pages(Fake(tmp_path), [spanish, english])
    assert '<html lang="en">' in first and first.count('<span lang="es">03') == 1
    first, page = pages(Fake(tmp_path), [english, spanish | {"language": "pt_BR"}])
    assert '<html lang="pt-BR">' in first and '<span lang="en">04' in first
    assert '<html lang="en">' in page


@pytest.mark.parametrize("more", [{}, {"language": "en"}, {"language": "tlh"}])
def test_an_old_result_and_one_of_a_lost_language_is_english(tmp_path, more):
    _, page = pages(Fake(tmp_path, marked(3, "")), [result(LESSON, {}, **more)])
    assert '<html lang="en">' in page and "In your own words" in page


@pytest.mark.parametrize("value", [None, [1.0], "text", 2.0])
def test_a_mistake_is_named_whatever_the_check_speaks(made_up, monkeypatch, value):
    english = checks.instead(torch.Tensor, value)
    made_up(other_words)
    monkeypatch.setitem(language._now, "spoken", "es")
    said = checks.instead(torch.Tensor, value)
    assert said != english
    of = {"lesson": NAME, "language": "es"}
    back = words.in_english(f"values: {said}", of, "tokenize-shown")
    assert back == f"values: {english}"
    assert named("tokenize", "failed", back) == (43 if value is None else 44)


@pytest.mark.parametrize("name", lesson_names())
def test_what_no_check_says_stays_as_it_is(name):
    for check in load_lesson(name).checks:
        for code in languages_of(name):
            of = {"lesson": name, "language": code}
            text = "ValueError: xyz; of 3: (4, 5) {}"
            assert words.in_english(text, of, check) == text


def test_the_class_page_counts_a_mistake_in_all_languages_together(tmp_path):
    said = "an inner hyphen keeps one word together"
    places = [
        i for i, x in enumerate(words._said(LESSON, "tokenize-shown")) if x == said
    ]
    spanish = words._said(SPANISH, "tokenize-shown")[places[0]]
    told = [
        result(LESSON, {"tokenize-shown": ("failed", said)}, student="ann"),
        result(
            SPANISH,
            {"tokenize-shown": ("failed", spanish)},
            student="bea",
            language="es",
        ),
    ]
    class_page(tmp_path, told)
    page = (tmp_path / "class.html").read_text()
    assert f"2 students, tokenize:\n48 · {title(48)}" in page and spanish not in page


def test_a_translated_page_tells_the_same_mistakes():
    english = page_of(build_page("wrong", {}))
    assert english == page_of(PAGES["wrong"].read_text(encoding="utf-8"))
    own = {"9 · The wrong divisor": "9 · El divisor equivocado", "Symptom": "Qué se ve"}
    spanish = page_of(build_page("wrong", own))
    assert spanish["titles"] == english["titles"] | {"9": "El divisor equivocado"}
    assert spanish["told"] == english["told"]


def test_a_language_without_the_page_tells_mistakes_in_english(monkeypatch):
    known = mistakes._known() | {"languages": {}}
    monkeypatch.setattr(mistakes, "_known", lambda: known)
    assert title(9, "es") == "The wrong divisor" and told(9, "es") == told(9)


@pytest.mark.slow
def test_a_language_changes_no_point_and_a_blank_is_one_in_each(tmp_path, monkeypatch):
    rows, shown = {}, {}
    for of in (LESSON, SPANISH):
        folder = tmp_path / of.language
        folder.mkdir()
        term = Class(folder, monkeypatch, pages=True)
        answers = {n: text for n, text in of.solutions.items() if n != "tokenize"}
        term.hand_in(of.solved, answers, of=of)
        rows[of.language] = term.grade()
        page = term.out / "feedback" / "bob" / NAME / f"{NAME}.html"
        shown[of.language] = page.read_text()
    assert rows["es"] == rows["en"]
    assert rows["es"]["bob"]["to_mark"] == "0", "nothing was written"
    assert '<html lang="es">' in shown["es"] and QUESTION in shown["es"]
