"""What is noted, for instructor and student, of a notebook that was mended.

Notes are in English; who shows them to a student translates them.
"""

from collections.abc import Iterator, Mapping, Sequence

from authoring.lesson import Lesson
from helpers.messages import marked

from .cells import Cell
from .statements import plain_blanks


def several(name: str, many: int, *, blank: bool) -> str:
    """Which of the cells with one name counts; they may all be blank."""
    if blank:
        return marked(f"{name}: {many} cells have this name, the last one counts")
    return marked(
        f"{name}: {many} cells have this name, the last one with an answer counts"
    )


def nameless(name: str, *, defines: bool = False) -> str:
    """How a cell without its name was found."""
    if defines:
        return marked(
            f"{name}: its cell had lost its name, found by the name it defines"
        )
    return marked(f"{name}: its cell had lost its name, found by its place")


def losses(
    cells: Sequence[Cell],
    home: Mapping[int, str],
    lesson: Lesson,
    answers: Mapping[str, str],
) -> Iterator[str]:
    """What was missing, moved or changed.

    Args:
        home: {index: id} of the cells that are known to be a released one.
        answers: those that were found.
    """
    released = {cell.id: cell for cell in lesson.released.cells}
    asked = {*lesson.stubs, *lesson.questions}
    lost = [name for name in released if name not in home.values()]
    for name in lost:
        if name in asked and name not in answers:
            yield marked(f"{name}: its cell was missing, it counts as unanswered")
    others = len([name for name in lost if name not in asked])
    if others:
        yield marked(f"{others} cells of the lesson were missing; put back")
    order = list(released)
    found = [order.index(name) for _, name in sorted(home.items())]
    if found != sorted(found):
        yield marked("the cells were in another order; put back")
    for index, name in home.items():
        if name in lesson.checks and plain_blanks(cells[index].source).strip() != (
            plain_blanks(released[name].source).strip()
        ):
            yield marked(f"{name}: the check was changed; the released one counts")
