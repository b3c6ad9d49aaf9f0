"""The modules of helpers that an answer may import, lesson by lesson.

A helper may be the very thing that a lesson builds. Each says so itself: answers may
import it from the lesson after its `__lesson__` on, in all lessons if that is "00". A
module that says nothing is refused everywhere.
"""

import ast
import io
import zipfile
from functools import cache
from pathlib import Path

HELPERS = Path(__file__).resolve().parents[2] / "helpers"
NOTE = 'raise ImportError("helpers.{0} is what this lesson or a later one builds")\n'
NEVER = "99"


@cache
def allowed_helpers(lesson: str) -> dict[str, str]:
    """{file: source} of helpers; a note in place of what may not be imported.

    With the words of the languages, which modules read when they are imported.
    """
    words = sorted(HELPERS.glob("languages/*.toml"))
    files = {f"helpers/languages/{x.name}": x.read_text("utf-8") for x in words}
    for path in sorted(HELPERS.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        free = built_in(text) < lesson[:2]
        files[f"helpers/{path.name}"] = text if free else NOTE.format(path.stem)
    return files


def archive(files: dict[str, str]) -> bytes:
    """{file: source} as a zip that Python imports from, and what stands for Colab's."""
    from .imitations import COLAB  # loads torch, which the driver does without

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for folder in ("google/", "google/colab/"):  # Python 3.12 wants them named
            packed.writestr(folder, "")
        for name, text in (files | COLAB).items():
            packed.writestr(name, text)
    return data.getvalue()


def built_in(source: str) -> str:
    """The number of the lesson that builds a helper, as its `__lesson__` says."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign([ast.Name("__lesson__")], ast.Constant(str(number))):
                return number
    return NEVER
