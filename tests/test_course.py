"""The report is one whole page that shows what ran, whatever a caption holds."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from matplotlib.figure import Figure

import course

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
        }
    )  # fmt: skip
    figures = [("a <script>alert(1)</script> & a ring", Figure())]
    text = course.render(
        [("draw", 1.25), ("train", 60.0)], history, scores, figures, "<p>explore</p>"
    )
    parsed = Page()
    parsed.feed(text)
    return text, parsed


def test_every_tag_is_closed_and_no_caption_is_code(page):
    text, parsed = page
    assert parsed.open == []
    assert "<script>" not in text and "a <b>" not in text
    assert "a <script>alert(1)</script> & a ring" in parsed.text


def test_pictures_are_inside_and_described(page):
    text, parsed = page
    assert len(parsed.images) == 2
    for image in parsed.images:
        assert image["src"].startswith("data:image/png;base64,")
        assert len(image["alt"]) > 20
    assert "http" not in text.replace("http-equiv", "")


def test_the_numbers_are_those_measured(page):
    _, parsed = page
    for number in ("91.2 %", "88.8 %", "8\nseconds", "33.3", "1.2 s", "60.0 s"):
        assert number in parsed.text, number
    assert "NaN" not in parsed.text
