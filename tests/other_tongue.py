"""A language that nobody speaks: whatever the course says, with ø in place of letters.

What else stands in a page was not found by authoring, or is not looked up.
"""

import re

from authoring.messages import messages as every_message
from helpers import messages
from helpers.language import ENGLISH, codes
from helpers.messages import PLACE

LETTER = re.compile(r"&\w+;|<[^<>]*>|\\.|[^\W\d_]")  # entities, tags, \n stay
# All that a reader reads or hears; folded parts are to be open
READ = """
const texts = [], kind = NodeFilter.SHOW_TEXT;
const walker = document.createTreeWalker(document.body, kind);
while (walker.nextNode()) {
  if (!walker.currentNode.parentElement.closest("script, style"))
    texts.push(walker.currentNode.textContent);
}
for (const name of ["aria-label", "title", "alt", "placeholder"])
  for (const element of document.querySelectorAll(`[${name}]`))
    texts.push(element.getAttribute(name));
return texts.filter(text => text.trim());"""


def strange(text: str) -> str:
    """A message with ø for letters; its places stay."""
    places = [*PLACE.findall(text), ""]
    parts = [LETTER.sub(_veil, part) for part in PLACE.split(text)]
    return "".join(a + b for a, b in zip(parts, places, strict=True))


def _veil(found: re.Match) -> str:
    return found[0] if len(found[0]) > 1 else "ø"


def speak_strangely(monkeypatch) -> None:
    """Every language but English says its messages in it."""
    known = {text: strange(text) for text in every_message()}
    known_in = {code: known for code in codes() if code != ENGLISH}
    monkeypatch.setattr(messages, "translations", lambda code: known_in.get(code, {}))
    messages._patterns.cache_clear()


def english_in(texts: list[str], known: set[str] = frozenset()) -> list[str]:
    """The texts in which a word stands that is neither strange nor known."""
    found = []
    for text in texts:
        words = re.findall(r"[^\W\d_]{2,}", text)
        if any(set(word) != {"ø"} and word.lower() not in known for word in words):
            found.append(text)
    return found
