"""Who the students are, for the whole term: OUT/students.json.

Everybody who was ever graded or stands on a roster has one entry, and keeps its name of
a folder. What a course system calls them is learnt: Canvas's id for the term, Moodle's
participant number for an assignment.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .layouts import Doubt, Who, label
from .roster import Roster

FILE = "students.json"
LONGEST = 100  # bytes of a student's name
FIT = re.compile(r"[\w.@' -]")  # for a folder's name; so are marks above letters


@dataclass
class Person:
    """A student of the term.

    Attributes:
        folder: the name that results have, safe as a folder's name.
        name: as the roster or the first submission has it.
        known_as: what the systems call them, "canvas:12" and such.
        section: of the roster, "" without one.
        enrolled: whether the roster has them.
        row: the roster's line.
    """

    folder: str
    name: str
    known_as: list[str] = field(default_factory=list)
    section: str = ""
    enrolled: bool = False
    row: dict[str, str] = field(default_factory=dict)

    def number(self, kind: str) -> str:
        """What one system calls them, "" if that isn't known."""
        found = [n for n in self.known_as if n.startswith(f"{kind}:")]
        return found[-1].partition(":")[2] if found else ""


class People:
    """All students of a term.

    Args:
        people: who is known from before.
        roster: the class, if this run has a table of it.
    """

    def __init__(
        self, people: list[Person] | None = None, roster: Roster | None = None
    ):
        self.people = people or []
        self.roster = roster
        # once there was a roster, who is not on it is a question
        self.strict = bool(roster) or any(p.enrolled for p in self.people)
        for student in roster.students if roster else []:
            known = [f"{kind}:{value}" for kind, value in student.ids.items()]
            person = self._of_roster(student.name, known)
            person.section = student.section or person.section
            person.row, person.enrolled = student.row, True
            self._learn(person, known)

    def settle(
        self, files: dict[Who, list[str]], *, told: dict[Who, str] | None = None
    ) -> dict[Who, Person]:
        """Find the person behind each name of a layout, or make one.

        Args:
            files: {as the layout names them: their files}.
            told: {as the layout names them: name or id}, of a mapping.

        Raises:
            Doubt: somebody is not on the roster, or could be one of several.
        """
        found: dict[Who, Person | None] = {}
        why = ""
        same = Counter(who.name.casefold() for who in files)
        for who in sorted(files):
            word = (told or {}).get(who, "")
            alone = same[who.name.casefold()] == 1
            person, reason = self._find(who, word, alone=alone)
            found[who], why = person, why or reason
        if not why:
            double = _double(found)
            why = double and f"{double} would have the files of two"
        if why:
            rows = [
                (path, owner.folder if owner else f"? {label(who)}")
                for who, owner in found.items()
                for path in files[who]
            ]
            raise Doubt(why, sorted(rows))
        new = [who for who in sorted(files) if found[who] is None]
        words = told or {}
        called = {who: words.get(who) or who.name or label(who) for who in new}
        labels = self._labels(called)
        for who, name in called.items():
            name = unicodedata.normalize("NFC", name)
            others = [
                found[w] for w in words if w != who and words[w] == words.get(who)
            ]
            if not any(others):  # of a mapping, several files may be one student's
                self.people.append(Person(labels[who], name))
            found[who] = next(filter(None, others), self.people[-1])
        settled = {who: person for who, person in found.items() if person}
        for who, person in settled.items():
            self._learn(person, [who.known_as])
        return settled

    def _find(self, who: Who, word: str, *, alone: bool) -> tuple[Person | None, str]:
        """(the person, "") or (None, why not); (None, "") is somebody new."""
        if word:
            found = self._called(word)
            if len(found) > 1 or not found and self.strict:
                return None, f"{word!r} of the mapping is {len(found)} of the roster"
            return (found[0] if found else None), ""
        known = [p for p in self.people if who.known_as in p.known_as]
        if not known and who.identity and not who.passing:
            known = self._with_id(who.identity)
        if len(known) == 1:
            return known[0], ""
        found = self._named(who.name) if who.name else []
        if not who.passing and who.identity:  # Canvas gives one student one id
            found = [p for p in found if not p.number(who.kind)]
        if len(found) == 1 and alone:
            return found[0], ""
        if found or (self.strict and known):
            return None, f"{label(who)!r} may be one of several of this name"
        if not found and len(self._with_id(who.name)) == 1:
            return self._with_id(who.name)[0], ""
        if self.strict:
            return None, f"{label(who)!r} is not on the roster"
        if who.passing and not who.name and self.people:
            return None, f"{label(who)!r} is anonymous, and the term has students"
        return None, ""

    def _of_roster(self, name: str, known: list[str]) -> Person:
        """The entry of a line of the roster: by its ids, else by its name."""
        for person in self.people:
            if set(known) & {n for n in person.known_as if not n.startswith("moodle:")}:
                return person
        named = [p for p in self._named(name) if not p.enrolled]
        if len(named) == 1 and not _other_ids(named[0], known):
            return named[0]
        taken = {p.folder.lower() for p in self.people}
        folder = safe(name)
        if folder.lower() in taken:
            folder = safe(f"{name} {known[0].partition(':')[2] if known else '2'}")
        if folder.lower() in taken:
            raise ValueError(
                f"the roster has {name!r} twice without an id to tell them apart; "
                "expected a column id, email or login"
            )
        self.people.append(Person(folder, name))
        return self.people[-1]

    def _learn(self, person: Person, known: list[str]) -> None:
        person.known_as += [n for n in known if n not in person.known_as]

    def _called(self, word: str) -> list[Person]:
        """By folder, id or name."""
        exact = [p for p in self.people if word == p.folder]
        return exact or self._with_id(word) or self._named(word)

    def _with_id(self, word: str) -> list[Person]:
        """By an id that holds for the term; a mail address also without its domain."""
        word = word.lower()
        found = []
        for person in self.people:
            ids = [n.partition(":")[2].lower() for n in person.known_as
                   if not n.startswith(("moodle:", "anonymous:"))]  # fmt: skip
            if word and word in [*ids, *(i.split("@")[0] for i in ids if "@" in i)]:
                found.append(person)
        return found

    def _named(self, name: str) -> list[Person]:
        """By name; of a roster's in any order and, if need be, without marks."""
        if not self.strict:
            exact = unicodedata.normalize("NFC", name).casefold()
            return [p for p in self.people if p.name.casefold() == exact]
        for form in (plain, bare):
            found = [p for p in self.people if form(name) in _forms(p.name, form)]
            if found:
                return found
        return [p for p in self.people if p.folder.lower() == safe(name).lower()]

    def _labels(self, new: dict[Who, str]) -> dict[Who, str]:
        """A folder's name for each; no two have the same, nor one of before."""
        labels = {who: safe(name) for who, name in new.items()}
        taken = [person.folder.lower() for person in self.people]
        for more in (lambda who: who.identity, _digest):
            times = Counter([*taken, *(text.lower() for text in labels.values())])
            for who, text in labels.items():
                if times[text.lower()] > 1:
                    labels[who] = safe(f"{text} {more(who)}")
        return labels


def _double(found: dict[Who, Person | None]) -> str:
    """The folder of somebody who would be two of one system's students, or ""."""
    seen: dict[tuple[str, str], Who] = {}
    for who, person in found.items():
        if person and who.identity:
            key = person.folder, who.kind
            if key in seen and seen[key].identity != who.identity:
                return person.folder
            seen[key] = who
    return ""


def _other_ids(person: Person, known: list[str]) -> bool:
    """Whether somebody has another id of the same kind."""
    kinds = {name.partition(":")[0]: name for name in known}
    kinds.pop("moodle", None)
    own = {name.partition(":")[0]: name for name in person.known_as}
    return any(own.get(kind, name) != name for kind, name in kinds.items())


def _forms(name: str, form) -> set[str]:
    """A name as systems write it: "Ada Bee", "Bee, Ada", "beeada"."""
    words = name.split()
    turned = [" ".join([*words[cut:], *words[:cut]]) for cut in range(len(words))]
    return {form(text) for text in turned or [name]}


def plain(name: str) -> str:
    """Letters and digits alone, in small ones."""
    text = unicodedata.normalize("NFC", name).casefold()
    return "".join(c for c in text if c.isalnum() or unicodedata.category(c)[0] == "M")


def bare(name: str) -> str:
    """The same without marks above letters."""
    text = unicodedata.normalize("NFD", name).casefold()
    return "".join(c for c in text if c.isalnum())


def safe(name: str) -> str:
    """A student's name as the name of a folder and as nbgrader takes it."""
    letters = unicodedata.normalize("NFC", name)  # a Mac takes accents apart
    marks = {c for c in letters if unicodedata.category(c) in ("Mn", "Mc")}
    fit = [c if c in marks or FIT.match(c) else "_" for c in letters]
    text = "".join(fit).strip(" .") or "unnamed"
    short = text.encode()[:LONGEST].decode(errors="ignore")
    return text if text == short else f"{short} {_digest(Who(name))}"


def _digest(who: Who) -> str:
    text = repr((who.name, who.identity))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def load(out: Path, roster: Roster | None = None) -> People:
    """The students of the term in OUT, with those of a roster."""
    path = out / FILE
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return People([Person(**entry) for entry in known], roster)


def as_text(people: People) -> str:
    entries = [asdict(person) for person in people.people]
    return json.dumps(entries, indent=1, ensure_ascii=False)
