"""A released lesson, taken apart into what grading needs.

The source is the pair of built notebooks: the instructor's, solutions/NN_name.ipynb,
with all checks, and the student's, notebooks/NN_name.ipynb, as it was released.
"""

import ast
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes:
        name: NN_name.
        released: the student's notebook.
        imports: source of the first code cell after the set-up.
        stubs: {exercise: source}, as released.
        checks: {check: source}, with the hidden tests.
        points: {check or question: points}.
        forbidden: {exercise: names that an answer may not use}.
        helpers: {file: source} of the modules that answers may import.
    """

    name: str
    released: NotebookNode
    imports: str
    stubs: dict[str, str]
    checks: dict[str, str]
    points: dict[str, float]
    forbidden: dict[str, list[str]]
    helpers: dict[str, str]

    @property
    def questions(self) -> list[str]:
        return [name for name in self.points if name not in self.checks]

    @property
    def makers(self) -> list[str]:
        """Exercises that are classes."""
        return [
            name
            for name, source in self.stubs.items()
            if any(
                isinstance(node, ast.ClassDef) and node.name == name
                for node in ast.parse(source).body
            )
        ]

    @property
    def digest(self) -> str:
        """Changes when anything that decides on points does."""
        parts = [self.imports, self.stubs, self.checks, self.points, self.forbidden]
        text = json.dumps([*parts, self.helpers], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def load_lesson(name: str) -> Lesson:
    """Read the lesson NN_name."""
    solved = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    released = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    graded = {c.id: c for c in solved.cells if "nbgrader" in c.metadata}
    sources = {cell.id: cell.source for cell in released.cells}
    checks = {
        i: c.source
        for i, c in graded.items()
        if c.cell_type == "code" and c.metadata.nbgrader.grade
    }
    code = [c for c in solved.cells if c.cell_type == "code" and c.id != "setup"]
    exercises = [c.id for c in code if c.id in graded and c.id not in checks]
    return Lesson(
        name=name,
        released=released,
        imports=code[0].source,
        stubs={i: sources[i] for i in exercises},
        checks=checks,
        points={
            i: c.metadata.nbgrader.points
            for i, c in graded.items()
            if c.metadata.nbgrader.grade
        },
        forbidden={i: graded[i].metadata.get("forbid", []) for i in exercises},
        helpers=allowed_helpers(name),
    )


def lesson_names(prefixes: list[str] = ()) -> list[str]:
    """Names of the graded lessons that start with one of the prefixes, or of all."""
    paths = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
    found = [p.stem for p in paths if '"grade_id"' in p.read_text(encoding="utf-8")]
    chosen = [n for n in found if not prefixes or n.startswith(tuple(prefixes))]
    unknown = [p for p in prefixes if not any(n.startswith(p) for n in found)]
    if unknown:
        raise ValueError(f"no lesson {', '.join(unknown)}; there are {found}")
    return chosen


TAUGHT = {  # module of helpers -> the lesson whose exercises it would solve
    "patches": "01", "attention": "02", "vit": "02", "tokens": "03", "datasets": "03",
    "masks": "04", "decoder": "05", "captioner": "05", "decoding": "06",
    "overlays": "07", "lstm": "08", "encoders": "09", "clip": "09",
    "own_encoder": "09", "learning": "09", "features": "09", "scores": "10",
    "evaluate": "10",
    "train": "10",
}  # fmt: skip
NOTE = 'raise ImportError("helpers.{0} is what this lesson or a later one builds")\n'


def allowed_helpers(lesson: str) -> dict[str, str]:
    """{file: source} of helpers; a note in place of what is yet to be built."""
    files = {}
    for path in sorted((ROOT / "helpers").glob("*.py")):
        taught = TAUGHT.get(path.stem, "00") >= lesson[:2]
        text = NOTE.format(path.stem) if taught else path.read_text(encoding="utf-8")
        files[f"helpers/{path.name}"] = text
    return files
