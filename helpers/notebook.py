"""In a notebook: begin a lesson, say when a check has passed, show why one has not.

An assert that holds says nothing, and a learner who sees nothing wonders. So each
check that passes gets a line on stdout, where it costs no grade. And if the answer
takes a short cut that the grader will not count, it says so while there is time.
"""

__lesson__ = "00"

import re
import traceback
from html import escape
from io import BytesIO

from IPython import get_ipython
from IPython.display import HTML, Image, display

from . import __build__, __version__, answers
from .checks import OWN
from .devices import describe_device
from .language import ENGLISH, codes, load_language, speak
from .messages import translate
from .names import DATA
from .own_answers import keep_answer

# authoring writes it above a check, whose code is folded; Colab shows it as a title
TITLES = "|".join(re.escape(load_language(code).check) for code in codes())
CHECK = re.compile(rf"# @title (?:{TITLES}) (\w+), (\d+ \w+)")
RED, GREEN, YELLOW, PLAIN = "\033[31m", "\033[32m", "\033[33m", "\033[0m"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal


def start(source: str = "", language: str = ENGLISH) -> None:
    """Print what runs where; from now on tell of checks that pass.

    Args:
        source: where the set-up cell took the course from.
        language: the code of the notebook's.
    """
    speak(language)
    get_ipython().events.register("post_run_cell", tell_of_check)  # once, if repeated
    get_ipython().set_custom_exc((Exception,), show_error)
    version = f"{__version__} {__build__}".strip()
    course = f"Patches to Captions {version}"
    if source:
        course = translate(f"Patches to Captions {version} from {source}")
    print(translate(f"{course} · {describe_device()} · data in {DATA.resolve()}"))
    if answers.available():  # no class's copy
        offered = answers.use, answers.check, answers.solution
        get_ipython().user_ns.update({each.__name__: each for each in offered})
        told = translate(
            'Stuck? use("NAME OF THE EXERCISE") goes on with our answer, '
            "solution(...) shows it; check(...) runs the hidden checks too"
        )
        print(told)


def tell_of_check(result) -> None:
    """After a check's cell: a green line if it has passed, else a drawing if any.

    An answer of one's own that has passed is kept for lesson 11.
    """
    check = CHECK.match(result.info.raw_cell)
    if check and isinstance(result.error_in_exec, AssertionError):
        draw(check[1])
    elif check and result.success:
        name = check[1]
        passed = translate(f"{name}: the check has passed")
        print(f"{GREEN}✓ {passed}{PLAIN}")
        if is_ours(name):
            told = translate(
                f"{name} is the course's own. It works, and the grader will not count "
                "it: the point here is to write it yourself."
            )
            print(f"{YELLOW}{told}{PLAIN}")
        else:
            keep_answer(name, get_ipython().user_ns)


def show_error(shell, kind, error, trace, tb_offset=None) -> None:
    """What a failed cell shows: own lines and one sentence; all else is folded away.

    Its arguments are those that IPython's `set_custom_exc` hands on.
    """
    if isinstance(error, SyntaxError):  # there is no more to it than its own lines
        shell.showsyntaxerror()
        return
    whole = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset)
    text = escape(COLOURS.sub("", "\n".join(whole)))
    title = translate("the whole traceback")
    fold = f"<details><summary>{title}</summary><pre>{text}</pre></details>"
    display(HTML(fold))
    lines = []
    if not isinstance(error, AssertionError):  # a check's sentence says where
        own = [f for f in traceback.extract_tb(trace) if OWN.search(f.filename)]
        lines = [translate(f"{f.name}, line {f.lineno}:  {f.line}") for f in own]
    said = f"{RED}{kind.__name__}{PLAIN}: {translate(str(error))}"
    shell._showtraceback(kind, error, [*lines, said])


def draw(exercise: str) -> None:
    """Show what was wanted beside what the answer gives, where that can be seen."""
    from .failure import draw_failure  # brings matplotlib and OpenCV

    answer = get_ipython().user_ns.get(exercise)
    if answer is not None and (figure := draw_failure(exercise, answer)):
        file = BytesIO()
        figure.savefig(file, dpi=80)
        display(Image(file.getvalue(), format="png"))


def is_ours(name: str) -> bool:
    """Whether an answer is a helper of the course that was imported."""
    answer = get_ipython().user_ns.get(name)
    return str(getattr(answer, "__module__", "")).startswith("helpers")
