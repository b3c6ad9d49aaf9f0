"""What lists beside the notebooks tell: who handed something in, and when.

Gradescope's submission_metadata.yml, Moodle's grading worksheet (a roster's row), and
the timestamps of `nbgrader collect`.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import yaml
from nbgrader.utils import parse_utc

from .layouts import Who, handed_in, utc
from .people import LONGEST, Person
from .zips import MOST, Entry, Room

LIST = "submission_metadata.yml"  # Gradescope's list of who handed in what
SUBMITTED = "Last modified (submission)"  # in Moodle's grading worksheet


def submitters(places: dict[str, Entry]) -> dict[str, Who]:
    """{folder: who handed it in}, of Gradescope's list."""
    found = {}
    for folder, entry in _listed(places).items():
        people = entry[":submitters"]
        if len(people) == 1:  # a group's is a question: --mapping
            mail = str(people[0].get(":email") or people[0].get(":sid") or "")
            found[folder] = Who(str(people[0][":name"]), mail, "gradescope")
    return found


def listed_times(places: dict[str, Entry]) -> dict[str, str]:
    """{folder: when it was handed in}, of Gradescope's list."""
    return {
        folder: when.astimezone(UTC).isoformat(" ")
        for folder, entry in _listed(places).items()
        if isinstance(when := entry.get(":created_at"), datetime)
    }


def _listed(places: dict[str, Entry]) -> dict[str, dict]:
    """{folder: what Gradescope tells of it}, {} without its list."""
    if LIST not in places:
        return {}
    data, problem = places[LIST].content(Room(MOST))
    with contextlib.suppress(yaml.YAMLError):
        listed = yaml.safe_load(data or b"")
        if isinstance(listed, dict) and all(map(_told_of, listed.values())):
            return listed
    raise ValueError(f"{LIST} can't be read: {problem or 'no such list'}")


def _told_of(entry: object) -> bool:
    """Whether this tells who handed something in."""
    people = entry.get(":submitters") if isinstance(entry, dict) else None
    return isinstance(people, list) and all(
        isinstance(person, dict) and ":name" in person for person in people
    )


def timestamps(submissions: Path, entries: list[Entry], top: str) -> dict[str, str]:
    """{folder: time} as `nbgrader collect` leaves it; nobody else's file is believed.

    Only submitted/STUDENT/LESSON/timestamp.txt on disk is: into a zip, or a folder of
    their own, students may put what they like.
    """
    found = {}
    if submissions.is_dir() and "submitted" in (submissions.name, top.rstrip("/")):
        for entry in entries:
            path = PurePosixPath(entry.path.removeprefix(top))
            if len(path.parts) == 3 and path.name == "timestamp.txt":
                data = entry.content(Room(LONGEST))[0] or b""
                with contextlib.suppress(ValueError, OverflowError):
                    text = data.decode(errors="replace").strip()
                    parse_utc(text)
                    found[str(path.parent)] = text
    return found


def came_at(path: str, who: Who, person: Person) -> str:
    """When a file came, by its name or by Moodle's worksheet of the assignment.

    What tells no real day tells nothing.
    """
    row = person.row if who.kind == "moodle" else {}
    of_it = row.get("Identifier") == f"Participant {who.identity}"
    try:
        told = row.get(SUBMITTED, "") if of_it else ""
        return utc(told) if told not in ("", "-") else handed_in(path, who.kind)
    except (ValueError, OverflowError):
        return ""
