"""The report is one whole page that shows what ran, whatever a caption holds."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from matplotlib.figure import Figure

import course
from helpers.efficientnet import PACKAGE
from helpers.free_photos import credit, free_photos

VOID = {"img", "meta", "br", "link"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.images, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        if tag == "img":
            self.images.append(dict(attrs))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "RUN", tmp_path)
    Figure().savefig(tmp_path / "loss.png")
    history = pd.DataFrame(
        {
            "epoch": [1, 2], "train_loss": [2.0, 1.5], "val_loss": [1.9, 1.6],
            "seconds": [4.0, 8.2], "caption": ["a <b>", "a red ring"],
        }
    )  # fmt: skip
    scores = pd.DataFrame(
        {
            "decoding": ["greedy", "greedy"], "images": ["own", "shuffled"],
            "BLEU-4": [33.33, 5.0], "truth": [91.25, None], "pointing": [88.8, None],
            "bits": [4.321, None], "says place": [44.4, None],
            "true place": [97.77, None], "spots hard place": [66.6, None],
        }
    )  # fmt: skip
    figures = [("a <script>alert(1)</script> & a ring", Figure())]
    steps = [("draw", 1.25), ("train", 60.0)]
    photos = course.as_figure("a man & <b>his</b> dog", Figure())
    text = course.render(steps, history, scores, photos, figures, "<p>explore</p>")
    parsed = Page()
    parsed.feed(text)
    return text, parsed


def test_every_tag_is_closed_and_no_caption_is_code(page):
    text, parsed = page
    assert parsed.open == []
    assert "<script>" not in text and "a <b>" not in text and "<b>his" not in text
    assert "a man & <b>his</b> dog" in parsed.text
    assert "a <script>alert(1)</script> & a ring" in parsed.text


def test_pictures_are_inside_and_described(page):
    text, parsed = page
    assert len(parsed.images) == 3
    for image in parsed.images:
        assert image["src"].startswith("data:image/png;base64,")
        assert len(image["alt"]) > 20
    assert "http" not in text.replace("http-equiv", "")


def test_the_numbers_are_those_measured(page):
    _, parsed = page
    for number in ("91.2 %", "88.8 %", "8\nseconds", "33.3", "1.2 s", "60.0 s",
                   "4.3 bits", "hard place", "44.4", "97.8", "66.6"):  # fmt: skip
        assert number in parsed.text, number
    assert "NaN" not in parsed.text


def test_without_the_extra_the_report_says_what_photos_need(monkeypatch, capsys):
    monkeypatch.setattr(course, "is_installed", lambda: False)
    assert "pip install" in course.draw_photos()
    assert "pip install" in capsys.readouterr().out


def test_photos_are_captioned_and_credited():
    pytest.importorskip(PACKAGE, reason="needs the extra photos")
    page = course.draw_photos()
    shown = [name for name in course.SHOWN_PHOTOS if name in free_photos()]
    assert page.count("<figcaption>") == len(shown) >= 1
    assert all(credit(name) in page for name in shown)
