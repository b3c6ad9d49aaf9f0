"""Answers that passed their check are kept, so that lesson 11 can build on them.

Each is a Python file: what it needs from libraries and from the course, then the cell
as it was written. They lie with the kept trainings, on Drive or where KEEP_DIR says;
else beside the notebook, in build/answers.
"""

__lesson__ = "00"

import ast
import inspect
import linecache
import re
from contextlib import suppress
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from .files import whole_file
from .resume import keeping_folder

PLAIN = (bool, int, float, str, tuple)  # values that a line can say


def answers_folder() -> Path:
    """Where answers are kept."""
    return (keeping_folder() or Path("build")) / "answers"


def keep_answer(exercise: str, names: dict[str, Any]) -> Path | None:
    """Keep the answer of that name; None if its cell is unknown or no disk takes it.

    Args:
        names: of the notebook, the answer among them.
    """
    source = cell_of(names.get(exercise))
    if not source:
        return None
    file = answers_folder() / f"{exercise}.py"
    with suppress(OSError):  # Drive is full or gone: a check goes on without
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as draft:
            lines = [*imports_of(source, names), "", source]
            draft.write_text("\n".join(lines), encoding="utf-8")
        return file
    return None


def kept_answers() -> dict[str, str]:
    """{exercise: source}, its imports first."""
    files = sorted(answers_folder().glob("*.py"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def cell_of(answer: Any) -> str:
    """The whole cell that defines a function or class, "" if unknown."""
    parts = [answer, *vars(answer).values()] if isinstance(answer, type) else [answer]
    for part in parts:
        code = getattr(inspect.unwrap(part), "__code__", None)
        if isinstance(code, CodeType):
            source = "".join(linecache.getlines(code.co_filename))
            if re.search(rf"^(def|class) {answer.__name__}\b", source, re.M):
                return source
    return ""


def imports_of(source: str, names: dict[str, Any]) -> list[str]:
    """Lines that bring what a cell uses and does not define: modules, what comes from
    modules, plain values. Other cells' functions are not among them."""
    used = {
        node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)
    }
    lines = []
    for name in sorted(used & set(names)):
        value = names[name]
        module, what = (getattr(value, x, None) for x in ("__module__", "__qualname__"))
        if isinstance(value, ModuleType):
            lines.append(f"import {value.__name__} as {name}")
        elif module not in (None, "__main__") and what:
            lines.append(f"from {module} import {what} as {name}")
        elif isinstance(value, PLAIN):
            lines.append(f"{name} = {value!r}")
    return lines
