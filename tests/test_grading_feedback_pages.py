"""The pages students get: hostile texts stay texts, and everybody can read them."""

import re
from html.parser import HTMLParser

import pytest
from grading_feedback import (
    LESSON,
    NAME,
    QUESTION,
    Fake,
    marked,
    pages,
    readable,
    result,
    told_of_much,
)

from authoring.lesson import load_lesson

NOISE = "<script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;</pre></details>"
MARKDOWN = "**so** [a](javascript:alert(3)) ![b](http://c.d/e) $\\href{x}{y}$"
LONG = "x" * 300


class Seen(HTMLParser):
    """Tags, attributes, headings and addresses of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.names, self.links = set(), set(), []
        self.headings, self.open = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in ("meta", "wbr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


OURS = re.compile(
    "html|head|meta|title|style|body|header|nav|main|h[123]|p|strong|a|code|table|thead|"
    "tbody|tfoot|tr|th|td|span|ul|li|article|pre|dl|dt|dd|details|summary|div|meter|"
    "w?br"
)


@pytest.fixture
def told(tmp_path):
    return told_of_much(tmp_path)


@pytest.fixture
def spanish(tmp_path):
    return told_of_much(tmp_path, load_lesson(NAME, "es"))


@pytest.fixture
def hostile(tmp_path):
    """The pages of somebody who writes tags, links and endless words everywhere."""
    who = f"Ann <script>alert(0)<!-- {LONG}"[:200]
    course = Fake(tmp_path, marked(1, f"{NOISE}\n{LONG}"))
    answers = {n: f"{text}\n# {NOISE}{LONG}" for n, text in LESSON.solved.items()}
    course.hand_in(who, LESSON, answers | {QUESTION: f"{NOISE} {MARKDOWN} {LONG}"})
    message = f"{NOISE} return tanh {LONG}\x1b\u202e"
    said = dict.fromkeys(LESSON.checks, ("error", message))
    mended = [f"the file was named {NOISE}{LONG}: taken for 03"]
    broken = result(LESSON, {}, problem=f"{NOISE}{LONG}", repairs=mended)
    return pages(course, [result(LESSON, said, repairs=mended), broken], who)


def test_hostile_texts_make_no_tag_no_link_and_steer_nothing(hostile):
    for page in hostile:
        seen = Seen(page)
        assert all(map(OURS.fullmatch, seen.tags)) and not seen.open
        assert not [name for name in seen.names if name.startswith("on")]
        assert all(re.match(r"#|\.\./index\.html$|03_", x) for x in seen.links)
        assert "\x1b" not in page and "\u202e" not in page
        assert "&lt;script&gt;alert(" in page


def test_pages_need_nothing_else_and_are_in_order(told):
    for page in told:
        seen = Seen(page)
        assert '<html lang="en">' in page and "script" not in seen.tags
        assert "url(" not in page and "@import" not in page
        assert seen.headings[0] == 1 and seen.headings.count(1) == 1
        steps = zip(seen.headings, seen.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps)
        assert all('scope="' in cell for cell in re.findall(r"<th\b.*?>", page))


@pytest.mark.parametrize("kind", ["told", "spanish", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_everybody_can_read_them(browser, tmp_path, request, kind, scheme, width):
    request.getfixturevalue(kind)
    readable(browser, (tmp_path / "feedback").rglob("*.html"), scheme, width)
