"""Find what was handed in: a folder or a zip -> files, each with its student.

Layouts: see layouts.py. Nothing is unpacked to disk and no link is followed. Whose a
file is, its place among the submissions tells; nothing inside a student's zip does.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from authoring.lesson import lesson_names
from helpers.messages import marked

from .bounded import Bounded, TooMuch
from .layouts import (
    LESSON,
    PATTERNS,
    ZIP,
    Doubt,
    Who,
    doubtful,
    is_work,
    label,
    whose,
    wrapper,
)
from .lists import came_at, listed_times, submitters, timestamps
from .people import People, Person
from .zips import MOST, Entry, Room, members, on_disk, unzip

MOST_FILES = 200  # notebooks of one student, many more than the course has
LONGEST_PATH = 1000  # characters of a file's place; a zip may name 65,535
SHOWN = 3  # names of files that stand in a notebook's place


@dataclass(frozen=True)
class File:
    """One file that was handed in.

    Attributes:
        student: as the results name the student; safe as a folder's name.
        identity: the number that Moodle or Canvas gives the student, "" elsewhere.
        path: where it was, below the submissions.
        data: its content, None if it can't be taken; then `problem` says why.
        timestamp: when it came, as nbgrader or the course system says; "" else.
        kind: the layout that told whose it is.
    """

    student: str
    identity: str
    path: str
    data: bytes | None
    problem: str = ""
    timestamp: str = ""
    kind: str = ""


def collect(
    submissions: Path,
    people: People | None = None,
    *,
    layout: str = "",
    mapping: dict[str, str] | None = None,
) -> Iterator[File]:
    """All notebooks, and what stands in for one, ordered by student and path.

    Whose they are is settled at once; each is read when it is asked for, so that a
    class may be larger than the memory.

    Args:
        people: the students of the term, to whom these are added.
        layout: one of layouts.LAYOUTS; told by the files by default.
        mapping: {file or folder: student}, for what a layout does not tell.

    Raises:
        Doubt: it isn't certain whose some files are.
        ValueError: there is no notebook.
    """
    if not submissions.exists():
        raise FileNotFoundError(f"{submissions} was not found; name a folder or a zip")
    entries = sorted(_entries(submissions), key=lambda entry: entry.path)
    top = wrapper([_place(entry) for entry in entries])
    places = {_place(entry).removeprefix(top): entry for entry in entries}
    if not any(map(is_work, places)):
        raise ValueError(
            f"{submissions} holds no notebook; expected folders of students, "
            "submitted/STUDENT/LESSON/, or a zip from Moodle, Canvas or Drive"
        )
    owners = _owners(places, people or People(), layout, mapping or {}, top)
    stamps = timestamps(submissions, entries, top) | listed_times(places)
    return _read(places, owners, stamps)


def _read(
    places: dict[str, Entry],
    owners: dict[str, tuple[Who, Person]],
    stamps: dict[str, str],
) -> Iterator[File]:
    """The files of one student after the other."""
    own: dict[str, list[str]] = defaultdict(list)
    for path, (_, person) in owners.items():
        own[person.folder].append(path)
    with Bounded() as call:
        for student, paths in sorted(own.items()):
            call.next_student()
            work = [(path, places[path]) for path in paths if is_work(path)]
            found = list(islice(_contents(work, call), MOST_FILES + 1))
            if len(found) > MOST_FILES:
                why = marked(f"more than {MOST_FILES} notebooks were handed in")
                found[MOST_FILES] = (found[MOST_FILES][0], None, why)
            if not found:
                found = [(paths[0], None, _instead(paths))]
            who, person = owners[paths[0]]
            files = []
            for path, data, problem in found:
                short, folders = _short(path), map(str, PurePosixPath(path).parents)
                said = [stamps[folder] for folder in folders if folder in stamps]
                came = said[0] if said else came_at(path, who, person)
                files.append(
                    File(student, who.identity, short, data, problem, came, who.kind)
                )
            yield from sorted(files, key=lambda file: file.path)


def _owners(
    places: dict[str, Entry],
    people: People,
    layout: str,
    mapping: dict[str, str],
    top: str,
) -> dict[str, tuple[Who, Person]]:
    """{path: its student}, of notebooks and of what else was handed in."""
    told = {path: word for path in places if (word := _told(path, mapping, top))}
    names = _repositories(list(places), top)
    known = {names[path] for path in told}
    read = whose(list(names.values()), layout, submitters(places), known)
    owners = {path: read[name] for path, name in names.items() if name in read}
    alone = {p: who for p, who in owners.items() if not people.strict and p not in told}
    if why := doubtful(alone, layout):
        raise Doubt(why, [(p, label(w)) for p, w in owners.items() if is_work(p)])
    words = {}
    for path, word in told.items():
        if path not in owners or not owners[path].identity:
            owners[path] = Who(path, kind="mapping")
        words[owners[path]] = word
    by_who: dict[Who, list[str]] = defaultdict(list)
    for path, who in owners.items():
        by_who[who].append(path)
    settled = people.settle(by_who, told=words)
    return {path: (who, settled[who]) for path, who in sorted(owners.items())}


def _told(path: str, mapping: dict[str, str], top: str) -> str:
    """The student that a mapping names for a file, a zip or a folder."""
    plain = f"{path.removesuffix(ZIP)}.zip" if path.endswith(ZIP) else path
    for place in (path, plain, *map(str, PurePosixPath(path).parents)):
        for name in (place, f"{top}{place}"):
            if name in mapping:
                return mapping[name]
    return ""


def _repositories(paths: list[str], top: str) -> dict[str, str]:
    """{path: as if GitHub Classroom's folders ASSIGNMENT-LOGIN were called LOGIN}."""
    firsts = {path.split("/")[0] for path in paths if is_work(path) and "/" in path}
    slugs = [name.replace("_", mark) for name in lesson_names() for mark in "_-"]
    if top.endswith("-submissions/"):
        slugs.append(top.removesuffix("-submissions/"))
    for slug in slugs:
        if firsts and all(first.startswith(f"{slug}-") for first in firsts):
            return {path: path.removeprefix(f"{slug}-") for path in paths}
    return {path: path for path in paths}


def _instead(paths: list[str]) -> str:
    """What a student handed in who handed in no notebook."""
    names = [PurePosixPath(path).name for path in paths]
    said, more = ", ".join(map(repr, names[:SHOWN])), len(names) - SHOWN
    if more > 0:
        return marked(
            f"no notebook (.ipynb) was handed in, only {said}, and {more} more"
        )
    return marked(f"no notebook (.ipynb) was handed in, only {said}")


def _contents(
    found: list[tuple[str, Entry]], call: Bounded
) -> Iterator[tuple[str, bytes | None, str]]:
    """(path, bytes, problem) of each of a student's files, those in zips too."""
    room, packed = Room(MOST), Room(MOST)
    for path, entry in found:
        data, problem = entry.content(packed if entry.zipped else room)
        if not entry.zipped or problem:
            yield path, data, problem
            continue
        try:
            inside, room.left = call(unzip, data, room.left, is_work)
        except (TooMuch, ValueError) as error:
            yield path, None, str(error)
            continue
        folder = path.removesuffix(ZIP)
        yield from ((f"{folder}/{name}", data, why) for name, data, why in inside)


def _short(path: str) -> str:
    """A path for notes: of one that is too long, its beginning and end."""
    half = LONGEST_PATH // 2
    return path if len(path) <= LONGEST_PATH else f"{path[:half]}...{path[-half:]}"


def _place(entry: Entry) -> str:
    """Where an entry lies; a zip is a folder that stands for a notebook."""
    return f"{entry.path[:-4]}{ZIP}" if entry.zipped else entry.path


def _entries(submissions: Path) -> Iterator[Entry]:
    """Find every file; of zips only the one that holds a whole class is opened."""
    if submissions.is_file():
        if not zipfile.is_zipfile(submissions):
            raise ValueError(f"{submissions} is neither a folder nor a zip")
        found = members(submissions)
        alone = _of_one_student([entry.path for entry in found])
        for entry in found:
            name = f"{submissions.stem}/{entry.path}" if alone else entry.path
            yield replace(entry, path=name)
        return
    for path in sorted(submissions.rglob("*")):
        name = path.relative_to(submissions).as_posix()
        if path.is_symlink():
            name = f"{name}/link.ipynb" if path.is_dir() else name
            yield Entry(name, problem=marked("it is a link, not a file"))
        elif path.is_file():
            yield on_disk(path, name)
        elif not path.is_dir():
            yield Entry(name, problem=marked("it is not an ordinary file"))


def _of_one_student(paths: list[str]) -> bool:
    """Whether a zip looks like one student's: its notebooks are lessons, at the top."""
    work = [path for path in paths if is_work(path)]
    if not work or any(re.fullmatch(PATTERNS["canvas"], path) for path in work):
        return False
    return all("/" not in path and LESSON.search(path.lower()) for path in work)
