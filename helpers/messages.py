"""What the course's code says to a learner, in the language that is spoken.

Code says things in English; `languages/CODE.json` has the translations, which
`python -m authoring` writes. Errors are translated as they are shown, what is put
together of pieces as it is made.
"""

__lesson__ = "00"

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeVar

from .language import ENGLISH, FOLDER, load_language

Table = TypeVar("Table")
Say = Callable[[str, str | None], str]
Values = dict[str, str]  # {place: what stands there}
Pattern = tuple[
    list[str], list[str], str
]  # what stands around places, they, other words
# `{...}` of an f-string, with a format in it that may have braces of its own
PLACE = re.compile(r"\{[^{}]+(?:\{[^{}]*\}[^{}]*)*\}")
# What a person reads or hears in HTML: between tags, its own or Jinja's, and in some
# attributes
SHOWN = re.compile(
    r"<(style|script)\b.*?</\1>"
    r"|(?P<tag>(?:>|[%#]\})\s*)(?P<text>(?:(?!\{[%#])[^<>])+?)(?=\s*(?:<|\{[%#]))"
    r"|(?P<name>\b(?:aria-label|title|alt|placeholder)=\")(?P<value>[^\"]+)",
    re.S,
)
FILLED_IN = re.compile(r"\$\w+|\{\{.*?\}\}")  # by what makes a page
PAGES = re.compile(r"\$\{|\{\{ |\{%")  # in a message of JavaScript or of Jinja
LETTERS = re.compile(r"[^\W\d_]{2}")  # a word, not a mark or a name of one letter


def translate(text: str, code: str | None = None) -> str:
    """A message in a language; as it is where no translation is known.

    Authoring finds the message, literal or f-string, in the call. An error's is found
    where it is raised: show it as `translate(str(error))`.

    Args:
        text: in English, its f-string's values filled in.
        code: of the language; None: that of `speak`.
    """
    code = code or load_language().code
    if code == ENGLISH or not text:
        return text
    return reword(text, translations(code), _patterns(code))


def reword(text: str, known: Mapping[str, str], shapes: Iterable[Pattern]) -> str:
    """What a table has for a text; the text where it has nothing.

    Args:
        known: {text: other words}.
        shapes: its `patterns`.
    """
    if text in known:
        return known[text]
    for translation, values in readings(text, shapes):
        return filled(translation, values)
    return text


def readings(text: str, shapes: Iterable[Pattern]) -> Iterator[tuple[str, Values]]:
    """Each text with places that may have become this one, and its values."""
    for parts, places, translation in shapes:
        if (values := _between(parts, text)) is not None:
            yield translation, dict(zip(places, values, strict=True))


def _between(parts: list[str], text: str) -> list[str] | None:
    """What stands between the parts, if the text is made of them in this order.

    Each part is taken where it first stands, which finds a way if there is one, and in
    one go: texts come from students too, on which a regular expression could take long.
    """
    first, *middle, last = parts
    if not text.startswith(first):
        return None
    found, at = [], len(first)
    for part in middle:
        begin = text.find(part, at)
        if begin < 0:
            return None
        found.append(text[at:begin])
        at = begin + len(part)
    end = len(text) - len(last)
    return [*found, text[at:end]] if at <= end and text.endswith(last) else None


def marked(table: Table) -> Table:
    """The table as it is; its values are messages that `translate` is asked for.

    Of a long one its name is enough, below it.
    """
    return table


def translate_html(html: str, code: str | None = None, say: Say = translate) -> str:
    """A page's template with its words translated; style and script stay.

    Args:
        code: of the language; None: that of `speak`.
        say: what translates a text, into the language of that code.
    """

    def put(found: re.Match) -> str:
        head, text = found["tag"] or found["name"], found["text"] or found["value"]
        if not head or not LETTERS.search(FILLED_IN.sub("", text)):
            return found[0]
        plain = " ".join(text.split())
        if (said := say(plain, code)) == plain:
            return found[0]
        return head + (said if found["tag"] else said.replace('"', "&quot;"))

    return SHOWN.sub(put, html)


def table(program: str, code: str | None = None) -> str:
    """JSON of what a page's program says: `{}` a value in English, `{0}` translated.

    `say` of helpers/live/say.js looks it up. A translation may change the order.

    Args:
        program: JavaScript; what it does not say is left out.
        code: of the language; None: that of `speak`.
    """
    found = {}
    for text, translation in translations(code or load_language().code).items():
        if f'"{text}"' in program or f"`{text}`" in program:
            for k, place in enumerate(PLACE.findall(text)):
                text = text.replace(f"${place}", "{}", 1)
                translation = translation.replace(f"${place}", f"{{{k}}}", 1)
            found[text] = translation
    return json.dumps(found, ensure_ascii=False).replace("</", r"<\/")


@cache
def translations(code: str) -> dict[str, str]:
    """{English: translation}; `{...}` stand where a message has values."""
    file = FOLDER / f"{code}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def _patterns(code: str) -> list[Pattern]:
    return patterns(translations(code))


def patterns(known: Mapping[str, str]) -> list[Pattern]:
    """Those of a table's texts with values, without pages'; the fullest first."""
    texts = [text for text in known if PLACE.search(text) and not PAGES.search(text)]
    texts.sort(key=lambda text: len(PLACE.sub("", text)), reverse=True)
    return [
        ([_plain(part) for part in PLACE.split(text)], PLACE.findall(text), known[text])
        for text in texts
    ]


def filled(template: str, values: Values) -> str:
    """A text with values in its places."""
    parts, places = PLACE.split(template), PLACE.findall(template)
    texts = [_plain(part) for part in parts]
    return texts[0] + "".join(
        values.get(place, place) + text
        for place, text in zip(places, texts[1:], strict=True)
    )


def _plain(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")
