"""For who learns alone: go on without an answer, and run the hidden checks.

    use("attend")     # the course's own answer from here on; it scores nothing
    check("attend")   # every check of your answer, the hidden ones too
    solution("attend")  # print the course's own answer

They read the solved notebooks that lie beside this package in a clone of the course.
What a class is given has none: there they say so. Nor has the grader's box.
"""

__lesson__ = "00"

import json
import re
from pathlib import Path

from IPython import get_ipython

from .language import ENGLISH, load_language
from .messages import marked, translate
from .near_names import hint

SOLVED = Path(__file__).resolve().parents[1] / "solutions"
REGION = re.compile(r"\s*### (BEGIN|END) SOLUTION")  # the lines around an answer
CHECKS = marked({"shown": "shown check", "hidden": "hidden check"})
GREEN, RED, PLAIN = "\033[32m", "\033[31m", "\033[0m"


def available() -> bool:
    """Whether this copy of the course holds answers and hidden checks."""
    return any(SOLVED.glob("[0-9][0-9]_*.ipynb"))


def use(exercise: str) -> None:
    """Put the course's own answer in the place of yours; your cell stays as it is.

    Raises:
        ValueError: there is no such exercise.
        FileNotFoundError: this copy of the course has no answers.
    """
    cells, names = _cells(exercise), get_ipython().user_ns
    exec(compile(cells[exercise], f"<ours: {exercise}>", "exec"), names)
    names[exercise].__module__ = __name__  # so its check says whose it is
    told = translate(
        f"{exercise} is the course's own from here on, and scores nothing. Run your "
        "cell again to go back to yours."
    )
    print(told)


def check(exercise: str) -> None:
    """Run all checks of an exercise, print what each says, change nothing.

    Raises:
        ValueError, FileNotFoundError: as for `use`.
    """
    cells, names = _cells(exercise), get_ipython().user_ns
    for kind, title in CHECKS.items():
        source = compile(cells[f"{exercise}-{kind}"], f"<{kind} check>", "exec")
        try:
            exec(source, dict(names))
        except Exception as error:
            said = translate(str(error)) or type(error).__name__
            told = translate(f"{exercise}, {translate(title)}: {said}")
            print(f"{RED}✗ {told}{PLAIN}")
        else:
            told = translate(f"{exercise}, {translate(title)}: passed")
            print(f"{GREEN}✓ {told}{PLAIN}")


def solution(exercise: str) -> None:
    """Print the course's own answer.

    Raises:
        ValueError, FileNotFoundError: as for `use`.
    """
    lines = _cells(exercise)[exercise].splitlines()
    print("\n".join(line for line in lines if not REGION.fullmatch(line)))


def _cells(exercise: str) -> dict[str, str]:
    """{id: source} of the solved lesson that has an exercise."""
    if not available():
        raise FileNotFoundError(
            "expected the solved lessons beside the course's package, got none: this "
            "copy was made for a class. Ask who teaches it, or clone the course"
        )
    known: list[str] = []
    code = load_language().code
    folder = SOLVED if code == ENGLISH else SOLVED / code
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
        if f"{exercise}-shown" in sources:
            return sources
        known += [i.removesuffix("-shown") for i in sources if i.endswith("-shown")]
    raise ValueError(
        f"expected the name of an exercise, got {exercise!r}; {hint(exercise, known)}"
    )
