"""What the library says: found in its code, looked up as it is shown."""

import json
from string import Template

import pytest
import torch

from authoring import messages as finder
from authoring import translate as catalogues
from authoring.rules import BuildError
from helpers import checks, language, messages
from helpers.doctor import examine
from helpers.explorer import PAGE

KNOWN = {
    "expected {wanted}, got {got:.2f}": "{got:.2f} statt {wanted}",
    "expected {NOUNS}": "falsch: {NOUNS}",
    "a list": "eine Liste",
    "{k} of {n}": "{k} von {n}",
    "plain": "einfach",
    "row ${r}, column ${c}": "Spalte ${c}, Zeile ${r}",
}


SPOKEN = pytest.mark.parametrize(
    "code",
    [
        code
        for code in catalogues.languages()
        if (catalogues.FOLDER / code / f"{finder.MESSAGES}.po").exists()
    ],
)


@pytest.fixture
def known(monkeypatch):
    """A few messages in a language of their own."""
    monkeypatch.setattr(messages, "translations", lambda code: KNOWN)
    messages._patterns.cache_clear()
    yield "es"
    messages._patterns.cache_clear()
    language.speak(language.ENGLISH)


@pytest.mark.parametrize(
    "text, said",
    [
        ("plain", "einfach"),
        ("expected 3, got 2.50", "2.50 statt 3"),
        ("expected a, got b, got 1.00", "b, got 1.00 statt a"),
        ("3 of 4", "3 von 4"),
        ("nobody knows it", "nobody knows it"),
        ("", ""),
    ],
)
def test_a_message_is_known_by_its_words(known, text, said):
    assert messages.translate(text, known) == said
    assert messages.translate(text, language.ENGLISH) == text


def test_what_is_spoken_counts_where_no_language_is_named(known):
    assert messages.translate("plain") == "plain"
    language.speak(known)
    assert messages.translate("plain") == "einfach"


def test_messages_are_found_where_code_says_them():
    source = '''
TABLE = {"key": "a value", "other": "another"}
marked(TABLE)
LIST = marked(["one word", "x"])

def work(n):
    """No message."""
    name = "not said"
    print(translate(f"{n} words of {len(TABLE)}"))
    assert n, "n is " f"{n!r}" ", not 0"
    raise ValueError(told(f"{n:,} is bad", name))
'''
    wanted = ["{n} words of {len(TABLE)}", "n is {n!r}, not 0", "{n:,} is bad"]
    found = finder.of_python(source)
    assert sorted(found) == sorted(["a value", "another", "one word", *wanted])
    with pytest.raises(BuildError, match="could stand for much else"):
        finder.of_python('translate(f"{a} of {b}")')


def test_html_is_translated_between_its_tags(known):
    page = '<p title="plain"><b>plain</b> $name <i>x</i></p><script>"plain"</script>'
    assert finder.of_html(page) == ["plain"]
    said = messages.translate_html(page, known)
    assert said == page.replace('="plain"', '="einfach"').replace(
        ">plain<", ">einfach<"
    )
    assert messages.translate_html(page, language.ENGLISH) == page


def test_a_program_gets_what_it_says(known):
    program = 'x = say`row ${r}, column ${c}`; y = say("plain");'
    assert finder.of_javascript(program) == ["row ${r}, column ${c}", "plain"]
    assert json.loads(messages.table(program, known)) == {
        "row {}, column {}": "Spalte {1}, Zeile {0}",
        "plain": "einfach",
    }


def test_a_check_speaks(known):
    language.speak(known)
    with pytest.raises(AssertionError, match="eine Liste"):
        checks.ask(lambda: [1.0], returns=torch.Tensor)


@SPOKEN
def test_every_message_has_a_translation_that_keeps_its_values(code):
    known = messages.translations(code)
    for text in finder.messages():
        places = messages.PLACE.findall(text)
        assert sorted(messages.PLACE.findall(known[text])) == sorted(places), text


@SPOKEN
def test_the_doctor_speaks(code):
    english = examine()
    try:
        language.speak(code)
        assert "not here" not in examine() != english
    finally:
        language.speak(language.ENGLISH)


def test_an_explorer_says_the_same_in_english():
    page = PAGE.read_text(encoding="utf-8")
    assert messages.translate_html(page) == page
    assert Template(page).is_valid()
