"""From a file that a student handed in to a notebook that can be graded.

No student code runs here. A notebook comes back from Colab, a phone or a mail in many
shapes: renamed, without nbgrader's metadata, with cells lost, doubled or moved. It is
rebuilt from the released one; only the answers are the student's. Every repair is
noted. What can't be read is a note too, never an exception.
"""

import re
from dataclasses import replace

from authoring.lesson import Lesson, languages_of, load_lesson
from helpers.messages import marked

from .answers import Search, Work
from .cells import Cell, read_cells
from .layouts import LESSON
from .statements import defined


def which_lesson(path: str, cells: list[Cell], lessons: list[Lesson]) -> Lesson | None:
    """Tell by the name of file or folder, unless its cells define another lesson."""
    names = {name for cell in cells for name in cell.names}
    names |= {name for cell in cells for name in defined(cell.source)}
    folder, _, file = path.lower().rpartition("/")

    def share(lesson: Lesson) -> float:
        return len(names & set(lesson.stubs)) / len(lesson.stubs)

    def place(lesson: Lesson) -> tuple[bool, bool]:
        return lesson.name in file, lesson.name in folder

    best = max(lessons, key=share)
    named = max(lessons, key=place)
    if any(place(named)) and (share(named) or not share(best)):
        return named
    enough = 0.5 if LESSON.search(path.lower()) else 0  # it may be one not graded now
    return best if share(best) > enough else None


SPEAK = re.compile(r"""^speak\(["'](\w+)["']\)""", re.M)  # in a translated one


def in_its_language(lesson: Lesson, cells: list[Cell]) -> Lesson:
    """The lesson as it was handed out: its checks answer in the notebook's language."""
    said = [code for cell in cells for code in SPEAK.findall(cell.source)]
    spoken = next((code for code in said if code in languages_of(lesson.name)), None)
    return load_lesson(lesson.name, spoken) if spoken else lesson


def ingest(path: str, data: bytes, lessons: list[Lesson]) -> Work:
    """Find the answers of one notebook."""
    try:
        cells = read_cells(data)
        lesson = which_lesson(path, cells, lessons)
    except ValueError as error:
        return Work(lesson=which_lesson(path, [], lessons), problem=str(error))
    if lesson is None:
        return Work(problem=marked("it is none of the lessons that are graded"))
    lesson = in_its_language(lesson, cells)
    work = Work(lesson=lesson)
    if lesson.name not in path:
        work.repairs.append(
            marked(f"the file was named {path!r}: taken for {lesson.name}")
        )
    Search(cells, lesson, work).run()
    return work


def ingest_apart(
    path: str, data: bytes, names: list[str]
) -> tuple[tuple[str, str] | None, Work]:
    """The same for lessons by name: (its name and language, work without it)."""
    work = ingest(path, data, [load_lesson(name) for name in names])
    which = (work.lesson.name, work.lesson.language) if work.lesson else None
    return which, replace(work, lesson=None)
