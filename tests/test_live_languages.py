"""The captioner's page in other languages: nothing in it stays English."""

import re

import pytest
from other_tongue import READ, english_in, speak_strangely, strange
from test_live import find, wait

from helpers import language, messages
from helpers.captioner import Captioner, scenes_captioner
from helpers.explorer import as_page
from helpers.language import codes, load_language
from helpers.live import live
from helpers.live.__main__ import main
from helpers.tokens import Vocabulary

OPEN = """
for (const part of document.querySelectorAll("details")) part.open = true;
document.querySelector(".sampling").hidden = false;"""


@pytest.fixture
def strangely(monkeypatch):
    monkeypatch.setitem(language._now, "spoken", language.ENGLISH)  # and back
    speak_strangely(monkeypatch)
    yield
    messages._patterns.cache_clear()


@pytest.mark.parametrize("code", [code for code in codes() if code != "en"])
def test_nothing_stays_english(browser, tmp_path, strangely, code):
    file = tmp_path / "page.html"
    main([str(file), "--language", code])
    browser.get(file.as_uri())
    wait(browser, lambda: find(browser, ".words button"))
    spoken = load_language(code)
    lang = browser.execute_script("return document.documentElement.lang")
    assert lang == spoken.tag
    known = set(Captioner.load(scenes_captioner(code)).vocabulary.words)
    known |= spoken.words | {"start", "eos", "id", "softmax"}  # in every language
    find(browser, ".shapes button[value=cross]")[0].click()
    find(browser, ".words button")[0].click()
    browser.execute_script(OPEN)
    wait(browser, lambda: len(find(browser, ".rooms canvas")) > 40)
    texts = browser.execute_script(READ)
    assert len(texts) > 200 and any("ø" in text for text in texts)
    assert not english_in(texts, known)
    find(browser, ".faults input[value=nothing]")[0].click()
    find(browser, "input[value=other_memory]")[0].click()
    wait(browser, lambda: "%" in find(browser, ".measured")[0].text, seconds=180)
    assert not english_in([find(browser, ".measured")[0].text], known)


def test_things_are_named_with_the_words_of_the_captioner(strangely):
    page = live(Captioner.load(scenes_captioner("es"))).data
    assert re.search(r'<section class="live-captioner" lang="es"', page)
    assert f'aria-label="{strange("Add")} una cruz"' in page
    assert 'aria-label="rojo"' in page and '"red"' in page
    assert strange("layer") not in live().data  # English is English


def test_two_languages_stand_in_one_page(browser, tmp_path, strangely):
    """As cells of one notebook do, whose programs start together."""
    pieces = [live(Captioner.load(scenes_captioner(code))).data for code in codes()]
    file = tmp_path / "all.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{''.join(pieces)}")
    browser.get(file.as_uri())
    wait(browser, lambda: len(find(browser, ".told")) == len(codes()))
    labels = [x.get_attribute("aria-label") for x in find(browser, ".scene g > g")]
    for label, code in zip(
        labels[:: len(labels) // len(codes())], codes(), strict=True
    ):
        assert ("percent" in label) == (code == "en"), label
        assert set(re.findall(r"[^\W\dø]+", label.split(",")[0])) <= (
            load_language(code).words
        )


def test_the_language_is_that_of_the_words(tmp_path, capsys):
    own = Captioner.load(scenes_captioner("pt_BR"))
    assert isinstance(own.vocabulary, Vocabulary)
    assert as_page(live(own), "x").startswith('<!doctype html>\n<html lang="pt-BR">')
    with pytest.raises(SystemExit):
        main([str(tmp_path / "page.html"), "--language", "la"])
    assert "invalid choice: 'la'" in capsys.readouterr().err
