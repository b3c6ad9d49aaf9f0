"""Find what was handed in: a folder or a zip -> files, each with its student.

Layouts: student folders; nbgrader's submitted/STUDENT/ASSIGNMENT/; the zip files (or
unpacked folders) that Moodle, Canvas and a Drive folder export. Nothing is unpacked to
disk and no link is followed.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LARGEST = 30 * 2**20  # bytes of one file; a lesson with its figures has about 1 MB
MOST = 20_000  # files in one zip
MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?")
CANVAS = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)")
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


def collect(submissions: Path) -> list[File]:
    """List all notebooks, and what stands in for one, ordered by student and path."""
    if not submissions.exists():
        raise FileNotFoundError(f"{submissions} was not found; name a folder or a zip")
    entries = sorted(_entries(submissions), key=lambda entry: entry[0])
    if not any(_is_work(path) for path, _, _ in entries):
        raise ValueError(
            f"{submissions} holds no notebook; expected folders of students, "
            "submitted/STUDENT/LESSON/, or a zip from Moodle, Canvas or Drive"
        )
    top = _wrapper([path for path, _, _ in entries])
    stamps = {
        str(PurePosixPath(path).parent): data.decode(errors="replace").strip()
        for path, data, _ in entries
        if path.endswith("timestamp.txt") and data
    }
    found = []
    for path, data, problem in entries:
        if _is_work(path):
            name, identity = _student(path.removeprefix(top))
            stamp = stamps.get(str(PurePosixPath(path).parent), "")
            found.append((name, identity, path.removeprefix(top), data, problem, stamp))
    known = {name for name, *_ in found}
    for path, _, _ in entries:  # who handed in something, and no notebook
        name, identity = _student(path.removeprefix(top))
        inside = "/" in path.removeprefix(top) and not IGNORED.search(path)
        if inside and name not in known:
            known.add(name)
            problem = "no notebook (.ipynb) was handed in"
            found.append((name, identity, path.removeprefix(top), None, problem, ""))
    identities = defaultdict(set)
    for name, identity, *_ in found:
        identities[name].add(identity)
    files = [
        File(safe(f"{name} {i}" if len(identities[name]) > 1 else name), i, *rest)
        for name, i, *rest in found
    ]
    return sorted(files, key=lambda file: (file.student, file.path))


def safe(name: str) -> str:
    """A student's name as the name of a folder and as nbgrader takes it."""
    return re.sub(r"[^\w.@' -]", "_", name).strip(" .") or "unnamed"


def _is_work(path: str) -> bool:
    return path.endswith((".ipynb", ".ipynb.json")) and not IGNORED.search(path)


def _entries(submissions: Path) -> Iterator[tuple[str, bytes | None, str]]:
    """Yield (path, content, problem) of every file, zip files opened."""
    if submissions.is_file():
        yield from _unzip(submissions.read_bytes(), "")
        return
    for path in sorted(submissions.rglob("*")):
        name = path.relative_to(submissions).as_posix()
        if path.is_symlink():
            yield name, None, "it is a link, not a file"
        elif path.is_file() and path.stat().st_size > LARGEST:
            yield name, None, f"it is larger than {LARGEST // 2**20} MB"
        elif path.is_file() and path.suffix == ".zip":
            within = (
                "" if path.parent == submissions else f"{name.removesuffix('.zip')}/"
            )
            yield from _unzip(path.read_bytes(), within)
        elif path.is_file():
            wanted = path.suffix in (".ipynb", ".json", ".txt")
            yield name, path.read_bytes() if wanted else None, ""


def _unzip(data: bytes, within: str) -> Iterator[tuple[str, bytes | None, str]]:
    """Read a zip's files into memory; a zip inside one is opened too, once."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [m for m in archive.infolist() if not m.is_dir()][:MOST]
    except zipfile.BadZipFile:
        yield f"{within or 'broken/'}broken.ipynb", None, "the zip can't be opened"
        return
    for member in members:
        name = within + member.filename.replace("\\", "/").lstrip("/")
        if not name.endswith((".ipynb", ".json", ".txt", ".zip")):
            yield name, None, ""
            continue
        try:
            with archive.open(member) as stream:
                content = stream.read(LARGEST + 1)
        except (
            RuntimeError,
            OSError,
            zipfile.BadZipFile,
            NotImplementedError,
        ) as error:
            yield name, None, f"it can't be read from the zip: {error}"
            continue
        if len(content) > LARGEST:
            yield name, None, f"it is larger than {LARGEST // 2**20} MB"
        elif name.endswith(".zip") and not within:
            yield from _unzip(content, name.removesuffix(".zip") + "/")
        elif not name.endswith(".zip"):
            yield name, content, ""


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
    match = CANVAS.fullmatch(first)
    if match and (not rest or path.count("/") == 1):
        return match["name"], match["id"]
    return (first if rest else PurePosixPath(first).stem), ""
