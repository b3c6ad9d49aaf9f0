"""How a language says a claim about a scene, and reads it; `languages/` has the words.

A sentence is one of these, in English:

    single   [there is] a [size] [colour] shape
    pair     a [size] [colour] shape RELATION a [size] [colour] shape
    count    [there is | there are] one | two | ... [size] [colour] shapes | objects
    absence  there is no [size] [colour] shape | object

RELATION is `left of`, `right of`, `above`, `below` or `and`. Where a language has
genders and plurals, adjectives and numbers agree with their noun.
"""

__lesson__ = "00"

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from unicodedata import normalize

from .claims import ALL_COLOURS, ALL_SHAPES, NUMBERS, RELATIONS, SIZES, Claim, Thing

ENGLISH = "en"
FOLDER = files(__package__) / "languages"  # in a wheel that is not unpacked, too
Forms = str | list[str]  # one that never changes; masculine, feminine; their plurals


class Language:
    """A language of the picture world, read from its file.

    Attributes:
        code: en, pt_BR, ...
        tag: as HTML says it: en, pt-BR, ...
        name: what it calls itself.
        example: three sentences, as a hint for who said something else.
        check: what stands above a check, before the name of its exercise.
        plurals: {noun: its plural, in this language's words}.
    """

    def __init__(self, code: str):
        text = (FOLDER / f"{code}.toml").read_text(encoding="utf-8")
        self._words = tomllib.loads(text)
        self.code, self.name = code, self._words["name"]
        self.tag = code.replace("_", "-")
        self.example: str = self._words["example"]
        self.check: str = self._words["check"]
        self._order: list[str] = self._words["order"]
        self._meant = {
            form: word
            for word, forms in {**self._words["words"], **self._words["nouns"]}.items()
            for form in _each(forms)
        }
        self._related = {said: x for x, said in self._words["relations"].items()}
        parts = Counter(word for said in self._related for word in said.split())
        self._own = {  # `left` is of one relation alone, `of` of several
            word: relation
            for said, relation in self._related.items()
            for word in said.split()
            if parts[word] == 1
        }

    def word(self, name: str) -> str:
        """The word for a shape, a colour, a size, a number, yes, no or none, alone."""
        places = ("answers", "nouns", "words")
        found = next(self._words[x][name] for x in places if name in self._words[x])
        return _each(found)[0]

    def meaning(self, word: str) -> str | None:
        """What a sentence's word stands for, in English; None for articles and such.

        "círculos" is circle, "roja" is red, "izquierda" is left of.
        """
        return self._meant.get(word) or self._own.get(word)

    @property
    def words(self) -> set[str]:
        """Those of its sentences: nouns, adjectives, numbers, relations."""
        tables = ("nouns", "words", "relations")
        phrases = [self._words[x] for x in ("a", "none", "opening")]
        phrases += [x for table in tables for x in self._words[table].values()]
        return {word for x in phrases for form in _each(x) for word in form.split()}

    @property
    def tables(self) -> dict:
        """What its sentences are made of, forms as lists: live/scene.js reads them."""
        words = self._words
        return {
            "order": self._order,
            "feminine": words["feminine"],
            "a": _each(words["a"]),
            "none": _each(words["none"]),
            "opening": words["opening"],
            "nouns": words["nouns"],
            "words": {name: _each(forms) for name, forms in words["words"].items()},
            "relations": self._related,
        }

    @property
    def plurals(self) -> dict[str, str]:
        return {one: many for one, many in self._words["nouns"].values()}

    def say(self, claim: Claim, *, opening: bool = False) -> str:
        """The claim as a sentence; `opening` begins it with "there is", if it may."""
        first = claim.things[0]
        if claim.count is not None:
            return self._say_count(first, claim.count, opening)
        said = self._say_one(first, "a")
        if claim.relation:
            relation = self._words["relations"][claim.relation]
            return f"{said} {relation} {self._say_one(claim.things[1], 'a')}"
        return f"{self._words['opening'][0]} {said}" if opening else said

    def ask(self, kind: str, *things: Thing, relation: str | None = None) -> str:
        """A question of that kind (see questions.py) about one thing or two."""
        first, last = things[0], things[-1]
        text = self._form(self._words["questions"][kind], first).format(
            one=self._say_one(first, "the"),
            other=self._say_one(last, "the"),
            thing=self._say_one(first, "a"),
            several=self._describe(first, many=True),
            relation=self._words["relations"].get(relation),
        )
        for apart, joined in self._words["contractions"].items():
            text = re.sub(rf"\b{apart}\b", joined, text)
        return text

    def read(self, text: str) -> tuple[Claim, list[int]] | None:
        """The claim that a sentence makes, and where its nouns stand among its words.

        None if it is no sentence of this language. Each pattern takes any form of a
        word; that all agree is seen by saying the claim again.

        Args:
            text: words in lower case, with one blank between them.
        """
        for pattern in self._sentences:
            if match := pattern.fullmatch(text):
                claim = self._claim(match.groupdict())
                if text in (self.say(claim), self.say(claim, opening=True)):
                    nouns = [f"noun{i}" for i in range(len(claim.things))]
                    return claim, [text[: match.start(x)].count(" ") for x in nouns]
        return None

    def _claim(self, found: dict[str, str | None]) -> Claim:
        meant = {slot: self._meant.get(form or "") for slot, form in found.items()}
        things = tuple(
            Thing(meant[f"noun{i}"] or "", meant[f"colour{i}"], meant[f"size{i}"])
            for i in range(2)
            if f"noun{i}" in found
        )
        if "number" in found:
            return Claim(things, count=NUMBERS[meant["number"] or ""])
        if "none" in found:
            return Claim(things, count=0)
        return Claim(things, self._related.get(found.get("relation") or ""))

    def _say_one(self, thing: Thing, article: str) -> str:
        form = self._form(self._words[article], thing)
        return f"{form} {self._describe(thing)}"

    def _say_count(self, thing: Thing, count: int, opening: bool) -> str:
        many = count > 1
        said = self._describe(thing, many)
        if count == 0:
            return f"{self._form(self._words['none'], thing)} {said}"
        number = next(word for word, n in NUMBERS.items() if n == count)
        said = f"{self._form(self._words['words'][number], thing)} {said}"
        return f"{self._words['opening'][many]} {said}" if opening else said

    def _describe(self, thing: Thing, many: bool = False) -> str:
        """Noun and adjectives, in the language's order."""
        said = {"noun": self._words["nouns"][thing.noun][many]}
        for slot, word in (("colour", thing.colour), ("size", thing.size)):
            if word:
                said[slot] = self._form(self._words["words"][word], thing, many)
        return " ".join(said[slot] for slot in self._order if slot in said)

    def _form(self, forms: Forms, thing: Thing, many: bool = False) -> str:
        """The form that agrees with a thing's noun."""
        feminine = thing.noun in self._words["feminine"]
        forms = _each(forms)
        return forms[(feminine + 2 * many) % len(forms)]

    @cached_property  # read when a sentence is, not whenever a language is named
    def _sentences(self) -> list[re.Pattern]:
        """What sentences may look like, for each kind; forms need not agree."""
        words = self._words

        def any_of(lists, name: str = "") -> str:
            forms = sorted({re.escape(x) for forms in lists for x in _each(forms)})
            return f"(?{f'P<{name}>' if name else ':'}{'|'.join(reversed(forms))})"

        def thing(i: int, nouns=(*ALL_SHAPES, "object")) -> str:
            slots = {"colour": ALL_COLOURS, "size": SIZES}
            at, pattern = self._order.index("noun"), ""
            for k, slot in enumerate(self._order):
                if slot == "noun":
                    pattern += any_of((words["nouns"][x] for x in nouns), f"noun{i}")
                else:
                    forms = any_of(
                        (words["words"][x] for x in slots[slot]), f"{slot}{i}"
                    )
                    pattern += f"(?:{forms} )?" if k < at else f"(?: {forms})?"
            return pattern

        a, opening = any_of([words["a"]]), f"(?:{any_of([words['opening']])} )?"
        number = any_of((words["words"][x] for x in NUMBERS), "number")
        relation = any_of((words["relations"][x] for x in RELATIONS), "relation")
        first, second = thing(0, ALL_SHAPES), thing(1, ALL_SHAPES)
        patterns = [
            f"{opening}{a} {first}",
            f"{a} {first} {relation} {a} {second}",
            f"{any_of([words['none']], 'none')} {thing(0)}",
            f"{opening}{number} {thing(0)}",
        ]
        return [re.compile(pattern) for pattern in patterns]


def _each(forms: Forms) -> list[str]:
    return [forms] if isinstance(forms, str) else forms


@cache
def codes() -> tuple[str, ...]:
    """The languages there are, English first."""
    names = (Path(file.name) for file in FOLDER.iterdir())
    found = {name.stem for name in names if name.suffix == ".toml"}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def speak(code: str) -> None:
    """Speak of pictures in that language, such as pt_BR, where no other is named.

    The first cell of a translated lesson does so.

    Raises:
        ValueError: there is none of that code.
    """
    _now["spoken"] = load_language(code).code


_now = {"spoken": ENGLISH}


@cache
def _read(code: str) -> Language:
    if code not in codes():
        raise ValueError(f"expected a language of {', '.join(codes())}, got {code!r}")
    return Language(code)


def load_language(code: str | None = None) -> Language:
    """The language of a code, such as pt_BR; without one that of `speak`, or English.

    Raises:
        ValueError: there is none of that code.
    """
    return _read(code or _now["spoken"])


def language_of(words: Iterable[str]) -> Language:
    """The language that knows most of the words; English if none knows any."""
    known = set(words)
    return max(map(load_language, codes()), key=lambda x: len(x.words & known))


@lru_cache(maxsize=100_000)
def read_claim(caption: str) -> tuple[Claim, list[int]]:
    """The claim of a sentence in any of the languages, and its nouns' word indices.

    Case and punctuation do not matter.

    Raises:
        ValueError: it is a sentence of none.
    """
    text = " ".join(re.findall(r"\w+", normalize("NFC", caption).lower()))
    for code in codes():
        if found := load_language(code).read(text):
            return found
    raise ValueError(
        f"expected a sentence of the scenes' grammar, got {caption!r}; "
        f"{load_language(ENGLISH).example}"
    )
