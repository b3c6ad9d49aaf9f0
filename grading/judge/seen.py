"""What a check saw where it stopped: its statement, and the values in it."""

import ast
import reprlib
import traceback
from typing import Any

from ..remote.references import Remote

SHORT = reprlib.Repr()
SHORT.maxstring = SHORT.maxother = 400
SHORT.maxlist = SHORT.maxtuple = SHORT.maxdict = 40


def what_it_saw(error: Exception, source: str) -> dict[str, Any]:
    """{"line", "source", "values"} of the check's own statement that raised the error.

    An answer's own objects stand as such: nothing of theirs runs to show them.
    """
    frames = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == "<check>"
    ]
    if not frames:
        return {}
    frame, line = frames[-1]
    statements = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    statement = max(statements, key=lambda node: (node.lineno, -(node.end_lineno or 0)))
    around = {**frame.f_globals, **frame.f_locals}
    names = dict.fromkeys(
        node.id for node in ast.walk(statement) if isinstance(node, ast.Name)
    )
    values = {
        name: "the answer's" if isinstance(value, Remote) else SHORT.repr(value)
        for name in names
        if name in around and not callable(value := around[name])
    }
    text = ast.get_source_segment(source, statement) or ""
    return {"line": line, "source": text, "values": values}
