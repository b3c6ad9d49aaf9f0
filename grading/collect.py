"""Find what was handed in: a folder or a zip -> files, each with its student.

Layouts: student folders; nbgrader's submitted/STUDENT/ASSIGNMENT/; the zip files (or
unpacked folders) that Moodle, Canvas and a Drive folder export. Nothing is unpacked to
disk and no link is followed.
"""

import contextlib
import hashlib
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from nbgrader.utils import parse_utc

LARGEST = 30 * 2**20  # bytes of one file; a lesson with its figures has about 1 MB
MOST = 150 * 2**20  # bytes of one student's files
LONGEST = 100  # bytes of a student's name
THEIRS = 9  # folders deep; a lesson lies in one at most
MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?")
CANVAS = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)")
LESSON = re.compile(r"(^|[/ _-])\d\d_[a-z]+_[a-z]+")  # in the name of a file
WRAPPERS = {"submitted", "submissions"}
IGNORED = re.compile(r"(^|/)(\.|__MACOSX|__pycache__|.*checkpoint\.ipynb$)")


@dataclass(frozen=True)
class File:
    """One file that was handed in.

    Attributes:
        student: as the results name the student; safe as a folder's name.
        identity: the number that Moodle or Canvas gives the student, "" elsewhere.
        path: where it was, below the submissions.
        data: its content, None if it can't be taken; then `problem` says why.
        timestamp: of nbgrader's timestamp.txt beside it, "" without one.
    """

    student: str
    identity: str
    path: str
    data: bytes | None
    problem: str = ""
    timestamp: str = ""


@dataclass(frozen=True)
class Entry:
    """A file that was found, and how to read it, or why it can't be."""

    path: str
    read: Callable[[], bytes] | None = None
    problem: str = ""

    def content(self) -> tuple[bytes | None, str]:
        """(the bytes, "") or (None, what is wrong)."""
        if self.problem or not self.read:
            return None, self.problem
        try:
            data = self.read()
        except Exception as error:  # whatever a zip or a disk has broken
            return None, f"it can't be read: {error or type(error).__name__}"[:200]
        if len(data) > LARGEST:
            return None, f"it is larger than {LARGEST // 2**20} MB"
        return data, ""


def collect(submissions: Path) -> list[File]:
    """List all notebooks, and what stands in for one, ordered by student and path."""
    if not submissions.exists():
        raise FileNotFoundError(f"{submissions} was not found; name a folder or a zip")
    entries = sorted(_entries(submissions), key=lambda entry: entry.path)
    if not any(_is_work(entry.path) for entry in entries):
        raise ValueError(
            f"{submissions} holds no notebook; expected folders of students, "
            "submitted/STUDENT/LESSON/, or a zip from Moodle, Canvas or Drive"
        )
    top = _wrapper([entry.path for entry in entries])
    handed, empty = defaultdict(list), {}
    for entry in entries:
        path = entry.path.removeprefix(top)
        if _is_work(entry.path):
            handed[_student(path)].append((path, entry))
        elif "/" in path and not IGNORED.search(path.split("/")[0]):
            empty.setdefault(_student(path), path)
    names = _labels({*handed, *empty})
    files = []
    for who, found in handed.items():
        room = MOST
        for path, entry in found:
            data, problem = entry.content()
            if data and len(data) > room:
                data, problem = None, f"more than {MOST // 2**20} MB were handed in"
            room -= len(data or b"")
            files.append(File(names[who], who[1], path, data, problem))
    for who, path in empty.items():
        if who not in handed:
            problem = "no notebook (.ipynb) was handed in"
            files.append(File(names[who], who[1], path, None, problem))
    stamps = _timestamps(submissions, entries, top)
    files = [
        replace(file, timestamp=stamps.get(str(PurePosixPath(file.path).parent), ""))
        for file in files
    ]
    return sorted(files, key=lambda file: (file.student, file.path))


def _timestamps(submissions: Path, entries: list[Entry], top: str) -> dict[str, str]:
    """{folder: time} as `nbgrader collect` leaves it; nobody else's file is believed.

    Only submitted/STUDENT/LESSON/timestamp.txt on disk is: into a zip, or a folder of
    their own, students may put what they like.
    """
    found = {}
    if submissions.is_dir() and "submitted" in (submissions.name, top.rstrip("/")):
        for entry in entries:
            path = PurePosixPath(entry.path.removeprefix(top))
            if len(path.parts) == 3 and path.name == "timestamp.txt":
                text = (entry.content()[0] or b"").decode(errors="replace").strip()
                with contextlib.suppress(ValueError, OverflowError):
                    parse_utc(text)
                    found[str(path.parent)] = text
    return found


def _labels(students: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A folder's name for each (name, identity); no two have the same."""
    labels = {who: safe(who[0]) for who in students}
    for more in (lambda who: who[1], _digest):
        times = Counter(label.lower() for label in labels.values())
        for who, label in labels.items():
            if times[label.lower()] > 1:
                labels[who] = safe(f"{label} {more(who)}")
    return labels


def _digest(who: tuple[str, str]) -> str:
    return hashlib.blake2b(repr(who).encode(), digest_size=6).hexdigest()


def safe(name: str) -> str:
    """A student's name as the name of a folder and as nbgrader takes it."""
    text = re.sub(r"[^\w.@' -]", "_", name).strip(" .") or "unnamed"
    short = text.encode()[:LONGEST].decode(errors="ignore")
    return text if text == short else f"{short} {_digest((name, ''))}"


def _is_work(path: str) -> bool:
    ends = (".ipynb", ".ipynb.json", ".ipynb.txt")
    return path.lower().endswith(ends) and not IGNORED.search(path)


def _entries(submissions: Path) -> Iterator[Entry]:
    """Find every file; zip files are opened, and those in a zip, no deeper."""
    if submissions.is_file():
        if not zipfile.is_zipfile(submissions):
            raise ValueError(f"{submissions} is neither a folder nor a zip")
        yield from _unzip(submissions, submissions.stem, own=0)
        return
    for path in sorted(submissions.rglob("*")):
        name = path.relative_to(submissions).as_posix()
        if path.is_symlink():
            name = f"{name}/link.ipynb" if path.is_dir() else name
            yield Entry(name, problem="it is a link, not a file")
        elif path.is_file() and path.suffix.lower() == ".zip":
            theirs = path.parent != submissions
            if theirs and path.stat().st_size > LARGEST:
                yield Entry(f"{name}/zip.ipynb", problem="the zip is too large")
            else:
                yield from _unzip(path, name[:-4], own=THEIRS if theirs else 1)
        elif path.is_file():
            yield Entry(name, partial(_from_disk, path))
        elif not path.is_dir():
            yield Entry(name, problem="it is not an ordinary file")


def _from_disk(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _from_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        return stream.read(LARGEST + 1)


def _unzip(source: Path | BinaryIO, name: str, *, own: int) -> Iterator[Entry]:
    """Find the files of a zip.

    Args:
        name: of the folder that its files are taken to lie in, if it is one student's.
        own: it may be one student's if its folders are not deeper than this; THEIRS
            if it is in any case. A zip of many students' work has its files at the
            top, and zips in it are opened.
    """
    try:
        archive = zipfile.ZipFile(source)
        members = [m for m in archive.infolist() if not m.is_dir()]
    except Exception:  # whatever is broken
        yield Entry(f"{name}/broken.ipynb", problem="the zip can't be opened")
        return
    paths = [m.filename.replace("\\", "/").lstrip("/") for m in members]
    within = f"{name}/" if own == THEIRS or _of_one_student(paths, own) else ""
    for path, member in zip(paths, members, strict=True):
        entry = Entry(within + path, partial(_from_zip, archive, member))
        if not path.lower().endswith(".zip") or IGNORED.search(path):
            yield entry
        elif within:
            why = "a zip in a zip is not opened: hand in the notebook"
            yield Entry(f"{entry.path}/zip.ipynb", problem=why)
        else:
            data, problem = entry.content()
            if problem:
                yield Entry(f"{path[:-4]}/zip.ipynb", problem=problem)
            else:
                yield from _unzip(io.BytesIO(data), path[:-4], own=THEIRS)


def _of_one_student(paths: list[str], deep: int) -> bool:
    """Whether a zip looks like one student's: lessons in a folder, or one for each."""
    work = [path for path in paths if _is_work(path)]
    if not work or any(MOODLE.match(path) or CANVAS.match(path) for path in work):
        return False
    folders = {PurePosixPath(path).parent for path in work}
    flat = all(len(folder.parts) <= deep for folder in folders)
    named = all(LESSON.search(str(folder).lower()) for folder in folders)
    lessons = all(LESSON.search(PurePosixPath(path).name.lower()) for path in work)
    return flat and lessons and (named or len(folders) == 1)


def _wrapper(paths: list[str]) -> str:
    """A folder that holds all the students' folders: "submitted/", or ""."""
    tops = {path.split("/")[0] for path in paths if not IGNORED.search(path)}
    if len(tops) != 1 or not all("/" in path for path in paths):
        return ""
    top = tops.pop()
    inner = [path.split("/")[1:] for path in paths]
    students = {parts[0] for parts in inner if len(parts) > 1}
    if MOODLE.fullmatch(top) or not students and not any(map(_flat, inner)):
        return ""
    lessons = all(re.match(r"\d\d_", name) for name in students)
    return "" if lessons and students and top not in WRAPPERS else f"{top}/"


def _flat(parts: list[str]) -> bool:
    return len(parts) == 1 and bool(CANVAS.fullmatch(parts[0]))


def _student(path: str) -> tuple[str, str]:
    """(name, identity) of the student whose file this is."""
    first, *rest = path.split("/")
    if match := MOODLE.fullmatch(first):
        return match["name"], match["id"]
    if match := CANVAS.fullmatch(first):
        return match["name"], match["id"]
    return (first if rest else PurePosixPath(first).stem), ""
