"""What lessons show beside their text is said in the language that is spoken."""

import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from other_tongue import READ, english_in, speak_strangely, strange

from helpers import language, own_page
from helpers.failure import draw_failure
from helpers.machine import ARROWS, draw_machine, measure_shapes
from helpers.own_machine import Machine, assemble, course_parts
from helpers.scenes import draw_scenes
from helpers.shapes import trace_shapes
from helpers.tokens import Vocabulary
from helpers.watch import Watch, in_file

CAPTION = "un anillo rojo"


@pytest.fixture(autouse=True)
def spoken(monkeypatch):
    speak_strangely(monkeypatch)
    monkeypatch.setitem(language._now, "spoken", "es")
    yield
    plt.close("all")


def test_the_map_of_the_machine():
    texts = [text.get_text() for text in draw_machine("05").axes[0].texts]
    assert not english_in(texts)
    told = {text for text in texts if "(" in text}
    for name, shape in measure_shapes().items():
        numbers = ", ".join(map(str, shape))
        assert f"{strange(name)}\n({numbers})" in told
    assert len(told) == sum(map(bool, ARROWS.values()))


def test_a_failed_checks_panels():
    figure = draw_failure("causal_mask", lambda n: torch.ones(n, n).triu().bool())
    assert not english_in([ax.get_title() for ax in figure.axes])


def test_axes_of_one_size(capsys):
    names: dict = {}
    exec(compile("def f(x):\n    return x", "/tmp/ipykernel_1/1.py", "exec"), names)
    with trace_shapes(B=2, heads=2):
        names["f"](torch.zeros(2))
    assert f"(B {strange('or')} heads,)" in capsys.readouterr().out


@pytest.mark.parametrize("unit", ["step", "epoch"])
def test_a_training_that_is_watched(browser, tmp_path, unit):
    file = tmp_path / "watch.html"
    image, weights = np.zeros((6, 8, 3), np.uint8), torch.rand(3, 6)
    show = in_file(file, CAPTION)
    watch = Watch(image, grid=(2, 3), steps=9, unit=unit, show=show)
    watch([1.0], lambda: (CAPTION.split(), weights))
    browser.get(file.as_uri())
    assert browser.execute_script("return document.documentElement.lang") == "es"
    texts = browser.execute_script(READ)
    assert len(texts) > 8 and not english_in(texts, {*CAPTION.split()})


def test_a_page_of_ones_own_machine(browser, tmp_path, monkeypatch):
    scenes = draw_scenes(own_page.SHOWN, seed=1)
    trained = SimpleNamespace(
        seconds=3.0, true=[True, False] * 2, captions=[CAPTION] * 4, held_out=scenes,
        vocabulary=Vocabulary(CAPTION.split()), eye=None, decoder=None,
    )  # fmt: skip
    glow = lambda *given, **sizes: [torch.zeros(3, 4, 4)] * 3  # noqa: E731
    monkeypatch.setattr(Machine, "overlay", glow)
    file = tmp_path / "own.html"
    page = own_page.yours(Machine(course_parts()), trained)
    file.write_text(page, encoding="utf-8")
    browser.get(file.as_uri())
    assert browser.execute_script("return document.documentElement.lang") == "es"
    texts = browser.execute_script(READ)
    code = [*own_page.PARTS, *sum(own_page.PARTS.values(), ())]
    known = {*CAPTION.split(), *re.findall(r"[^\W\d_]+", " ".join(code).lower())}
    assert len(texts) > 20 and not english_in(texts, known)


def test_the_table_of_ones_own_machine():
    wrong = "def tokenize(text):\n    raise ValueError('xyz')"
    told = assemble({"tokenize": wrong}).table()
    assert (
        strange("{name} can't join: {why}").format(
            name="tokenize", why="ValueError: xyz"
        )
        in told.splitlines()
    )
    assert told.splitlines()[-1] == strange("✓ yours, at work  · ours, or not needed")
