"""Inside the box: what Colab and IPython have and the box has not.

Answers import and call these out of habit; none of it has an effect here, but for
magics that run code.
"""

from ..remote.global_state import ANSWER

ANYTHING = """
class Nothing:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self
    def __call__(self, *args, **kwargs):
        return None
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing()
"""
# `google` itself is no package here: others, loaded before, have parts of it too.
COLAB = {
    f"google/colab/{name}.py": ANYTHING
    for name in (
        "__init__",
        "auth",
        "data_table",
        "drive",
        "files",
        "output",
        "patches",
        "runtime",
        "syntax",
        "userdata",
        "widgets",
    )
}


class Shell:
    """Stands for IPython's: %time runs its code, all else does nothing."""

    TIMERS = ("time", "timeit", "capture", "prun")

    def __init__(self, namespace: dict):
        self.namespace = namespace

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in self.TIMERS:
            exec(compile(cell, f"{ANSWER}magic>", "exec"), self.namespace)

    def run_line_magic(self, name: str, line: str, *_) -> None:
        self.run_cell_magic(name, "", line)

    def __getattr__(self, name: str):
        return lambda *args, **kwargs: None


class Missing:
    """Stands for what an answer may not import; says so when it is used."""

    def __init__(self, why: str):
        self.__dict__["why"] = why

    def __getattr__(self, name: str):
        raise ImportError(self.why)

    def __call__(self, *args, **kwargs):
        raise ImportError(self.why)
