"""Whose a file is, told by its place: the layouts that course systems export.

A layout must explain every notebook. Where none does, or where a class may have been
read as one student, nothing is guessed: `Doubt` holds what was read as whose.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

LESSON = re.compile(r"(^|[/ _-])\d\d_[a-z]+_[a-z]+")  # in the name of a file
WORK = re.compile(r"[^/]*\.ipynb(\.json|\.txt)?", re.I)
IGNORED = re.compile(r"(^|/)(\.|__MACOSX|__pycache__)")  # .ipynb_checkpoints too
ZIP = "/zip.ipynb"  # ends the place of a student's zip
WRAPPERS = {"submitted", "submissions"}
STAMP = r"\d{4}(-\d\d){5}"  # Blackboard's
DAY = r"\w{3,9}\.? \d{1,2}, \d{4},? [\d:]{3,5}( ?[AP]M)?"
END = r"(\.ipynb(\.json|\.txt)?|\.zip|/zip\.ipynb|\.pdf)"
HOLDS = r"[^/]*\b\d\d_[a-z]+_[a-z]+[^/]*"  # a lesson's name and more
MOODLE = r"_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?"
# Of the first part of a path; a name, an id, or both. What the system writes is looked
# for from its end of the name: the rest is the student's, who may write it once more.
PATTERNS = {
    "moodle": rf"(?P<name>[^/]+?){MOODLE}[^/]*",
    "anonymous": r"(LATE_)?anon_(LATE_)?(?P<id>[A-Za-z0-9]+)_\d+_[^/]+",  # Canvas
    "canvas": r"(?P<name>(?!anon_|LATE_)[^/]+?)(_LATE)?_(?P<id>\d+)_\d+_[^/]+",
    "blackboard": rf"(?P<task>[^/]+?)_(?P<id>[^/_]+)_attempt_(?P<when>{STAMP})[^/]*",
    "brightspace": rf"(?P<id>\d+)-\d+ - (?P<name>[^/]+?) - (?P<when>{DAY})( - [^/]*)?",
    "gradescope": r"submission_(?P<id>\d+)",
    "forms": rf"{HOLDS} - (?!Copy\b|Kopie\b)(?P<name>[^/]*?[^\W\d][^/]*?){END}",
    "classroom": rf"(?P<name>[^/]*?[^\W\d][^/]*?) - {HOLDS}{END}",
}
# whose files may lie in one folder, all students' together
FLAT = tuple(name for name in PATTERNS if name != "gradescope")
LAYOUTS = (*PATTERNS, "folders", "files")
PASSING = ("moodle", "anonymous")  # their ids change from one assignment to the next
COPY = re.compile(r"^(copy of |kopie van |kopie von |copie de )+|( ?\(\d+\)|-\d+)+$")
LONGEST = 40  # lines of a table in a message


@dataclass(frozen=True, order=True)
class Who:
    """A student, as a layout names them.

    Attributes:
        name: as a person reads it, "" if only an id is told.
        identity: number or login that the system gives them, "" elsewhere.
        kind: the layout.
    """

    name: str
    identity: str = ""
    kind: str = "folders"

    @property
    def passing(self) -> bool:
        """Whether the identity holds for one assignment only."""
        return self.kind in PASSING

    @property
    def known_as(self) -> str:
        """The identity, or else the name, with the system that gave it."""
        return f"{self.kind}:{self.identity or self.name}"


class Doubt(ValueError):
    """It isn't certain whose some files are.

    Attributes:
        rows: (file, read as whose) of every file that was looked at.
    """

    def __init__(self, why: str, rows: list[tuple[str, str]]):
        self.rows = rows
        lines = [f"  {file}  ->  {whose or '?'}" for file, whose in rows[:LONGEST]]
        more = [f"  ... and {len(rows) - LONGEST} more"] * (len(rows) > LONGEST)
        super().__init__(
            "\n".join(
                [
                    f"{why}. This is what was read as whose:",
                    *lines,
                    *more,
                    "Nothing was graded. Say whose they are: --layout "
                    f"{'|'.join(LAYOUTS)}, --roster FILE (the class as a CSV), or "
                    "--mapping FILE (a CSV with the columns file,student)",
                ]
            )
        )


def whose(
    paths: list[str],
    layout: str = "",
    names: dict[str, Who] | None = None,
    told: Collection[str] = (),
) -> dict[str, Who]:
    """{path: student} of all that has one.

    Args:
        paths: of all files, a student's zip as a folder with "zip.ipynb" in it.
        layout: one of LAYOUTS; by default the one that explains every notebook.
        names: {Gradescope's submission: student}, from its list.
        told: paths whose student is known already, and need not be read.

    Raises:
        Doubt: a notebook has no owner, or its owner isn't certain.
    """
    work = [path for path in paths if is_work(path)]
    layout = layout or _layout([p for p in work if p not in told] or work)
    read = {path: _owner(path, layout, names) for path in paths}
    rows = [(path, label(read[path])) for path in work]
    if lost := [path for path in work if not read[path] and path not in told]:
        raise Doubt(f"{lost[0]!r} does not tell whose it is (layout {layout})", rows)
    return {path: who for path, who in read.items() if who}


def doubtful(owners: dict[str, Who], layout: str) -> str:
    """Why owners that no roster confirms aren't certain, "" if they are."""
    work = {path: who for path, who in owners.items() if is_work(path)}
    kinds = {who.kind for who in work.values()}
    if kinds == {"files"} and not layout:
        return "file names alone tell whose these are"
    if kinds == {"blackboard"}:
        tasks = {re.match(PATTERNS["blackboard"], path)["task"] for path in work}  # type: ignore[index]
        if len(tasks) > 1:
            return "Blackboard's names don't tell where an assignment ends"
    if kinds == {"folders"} and not layout:
        times: dict[str, Counter] = defaultdict(Counter)
        for path, who in work.items():
            found = LESSON.search(PurePosixPath(path).name.lower())
            place = str(PurePosixPath(path).parent)
            times[who.name][place, found[0][1:] if found else ""] += 1
        many = [name for name, each in times.items() if max(each.values()) > 1]
        if 2 * len(many) > len(times):
            return f"{many[0]!r} would have several files of the same lesson"
    return ""


def handed_in(path: str, layout: str) -> str:
    """When a system says that a file came, in UTC; "" where it doesn't say.

    The system's clock is taken for this machine's.

    Raises:
        ValueError: it is no real day.
    """
    match = _match(layout, path) if layout in ("blackboard", "brightspace") else None
    if not match:
        return ""
    if layout == "blackboard":
        when = datetime.strptime(match["when"], "%Y-%m-%d-%H-%M-%S")
        return when.astimezone(UTC).isoformat(" ")
    return utc(re.sub(r"\b(\d{1,2})(\d\d)( ?[AP]M)?$", r"\1:\2\3", match["when"]))


def marked_late(path: str, layout: str) -> bool:
    """Whether Canvas says that a file was late; it doesn't say by how much."""
    canvas = layout in ("canvas", "anonymous") and _match(layout, path)
    return bool(canvas) and bool(
        re.match(r"LATE_anon_|anon_LATE_|[^_/]+_LATE_\d", path)
    )


def utc(text: str) -> str:
    """A day and a time of this machine's clock, written in English, in UTC.

    Raises:
        ValueError: it is none.
    """
    import pandas  # here: grading --help needs LAYOUTS alone

    when = pandas.Timestamp(text)
    if when is pandas.NaT or when.year < 2000:  # "31. Jan" is read as of the year 1
        raise ValueError(f"expected a day and a time, got {text!r}")
    return when.to_pydatetime().astimezone(UTC).isoformat(" ")


def label(who: Who | None) -> str:
    return " ".join(filter(None, (who.name, who.identity))) if who else ""


def is_work(path: str) -> bool:
    return bool(WORK.fullmatch(path.rpartition("/")[2])) and not IGNORED.search(path)


def wrapper(paths: list[str]) -> str:
    """A folder that holds all the students' folders or files: "submitted/", or "".

    Only notebooks are looked at; what else lies about tells nothing.
    """
    top = _outer(paths)
    while True:  # Forms and Classroom lay folders into each other
        inner = [p.removeprefix(top) for p in paths if is_work(p)]
        first = {path.split("/")[0] for path in inner}
        below = [path.split("/", 1)[1] for path in inner if "/" in path]
        if len(first) != 1 or len(below) != len(inner) or _matching(inner, FLAT):
            return top
        if not _matching(below, FLAT):
            return top
        top += f"{first.pop()}/"


def _outer(paths: list[str]) -> str:
    work = [path.split("/") for path in paths if is_work(path)]
    shown = [path.split("/") for path in paths if not IGNORED.search(path)]
    tops = {parts[0] for parts in shown if len(parts) > 1}
    if len(tops) != 1 or any(len(parts) == 1 for parts in work):
        return ""
    [top] = tops
    inner = [parts[1:] for parts in work]
    students = {parts[0] for parts in inner if len(parts) > 1}
    if _matching([top], FLAT) or re.fullmatch(PATTERNS["gradescope"], top):
        return ""
    if top in WRAPPERS:
        return f"{top}/"
    direct = [parts for parts in inner if len(parts) == 1]
    lessons = all(re.match(r"\d\d_", name) for name in students)
    flat = _matching([parts[0] for parts in direct], FLAT)
    own = bool(direct) and not flat or lessons and not direct
    one_zip = len(inner) == 1 and inner[0][1:] == [ZIP[1:]]  # of one student
    return "" if own or one_zip else f"{top}/"


def _matching(paths: list[str], layouts: tuple[str, ...]) -> str:
    """The layout that all of some paths have, "" if there is none."""
    for name in layouts:
        if paths and all(_match(name, path) for path in paths):
            return name
    return ""


def _match(layout: str, path: str) -> re.Match | None:
    first = path.split("/")[0]
    whole = path if path == f"{first}{ZIP}" else first  # NAME.zip is NAME/zip.ipynb
    pattern = PATTERNS[layout]
    return re.fullmatch(pattern, first) or re.fullmatch(pattern, whole)


def _layout(work: list[str]) -> str:
    """The layout that explains every notebook."""
    if found := _matching(work, tuple(PATTERNS)):
        return found
    for name in PATTERNS:
        if any(_match(name, path) for path in work):
            return name  # of some only: the others are the question
    return "folders" if all("/" in path for path in work) else "files"


def _owner(path: str, layout: str, names: dict[str, Who] | None) -> Who | None:
    """The student whose file this is, None if the layout does not tell."""
    first, *rest = path.split("/")
    if IGNORED.search(first):
        return None
    if layout == "folders":
        return Who(first) if rest else None
    if layout == "files":
        name = PurePosixPath(first).stem if not rest else first
        name = _without_lesson(name) if not rest or rest == [ZIP[1:]] else name
        return Who(name, kind="files") if name else None
    match = _match(layout, path)
    if not match or layout == "moodle" and len(re.findall(MOODLE, first)) > 1:
        return None  # a file's name, or a person's, that tells of two participants
    if layout == "gradescope":
        return (names or {}).get(first)
    found = {"name": "", "id": ""} | match.groupdict()
    name = re.sub(r" \(\d+\)$", "", found["name"].strip())  # handed in once more
    if layout == "moodle" and name in ("Participant", "Teilnehmer/in"):
        return Who("", found["id"], "anonymous")
    return Who(name, found["id"], layout)


def _without_lesson(stem: str) -> str:
    """A file's name, "" if it is a lesson's: "Copy of 03_a_b (1)" names nobody."""
    plain = COPY.sub("", COPY.sub("", stem.strip().lower()))
    lesson = re.search(r"\d\d_[a-z]+(_[a-z]+)+", plain)
    if not lesson:
        return stem if plain == stem.strip().lower() else ""
    return ""
