"""Ask an answer for a value, and say in a sentence why it gave something else.

Check cells call an exercise through `ask`. A value of another kind (a forgotten return,
a list, a pair), or an error inside the answer, ends in an AssertionError that begins
with what happened and goes on with the mistake that it usually comes from. The error
itself stays its cause. Everything here works on values: so it is the same in a notebook
and in the grader, where the answer runs in another process.
"""

__lesson__ = "00"

import re
import traceback
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .causes import CAUSES
from .messages import marked, translate

NOUNS: dict[type, str] = marked(
    {  # what a value is called, the first that fits
        type(None): "nothing (None)",
        Tensor: "a tensor",
        np.ndarray: "a NumPy array",
        bool: "a bool",
        int: "a whole number",
        float: "a float",
        str: "a string",
        tuple: "a tuple",
        list: "a list",
        dict: "a dictionary",
        set: "a set",
    }
)
ALSO: dict[type, type] = {
    float: np.floating,
    bool: np.bool_,
    int: np.integer,
}  # taken for the same
OWN = re.compile(r"ipykernel|<ipython|/solutions/\d\d_")  # files that cells run as
BLANK = "your lines go here"  # what an exercise raises that nobody has answered
NOTHING = marked("is a `return` missing, or does it print what it should return?")
HINTS: dict[tuple[type, type], str] = marked(
    {  # (wanted, got): what to do
        (Tensor, list): "torch.stack joins tensors to one, torch.tensor takes numbers",
        (Tensor, tuple): "return one thing, the tensor alone, no pair",
        (
            Tensor,
            np.ndarray,
        ): "stay with tensors, an array has no gradient: no .numpy()",
        (Tensor, float): "leave it a tensor: .item() and float() cut the graph",
        (Tensor, int): "leave it a tensor: .item() and int() take the number out",
        (float, Tensor): "take the number out with .item()",
        (float, int): "a share: divided by the number of cases, with /, not //",
        (int, tuple): "return one number, not its parts",
        (int, float): "divide whole numbers with //, not with /",
        (bool, Tensor): "bool(...) makes one truth of a tensor",
        (bool, float): "compare it with something: is it so, or not?",
        (list, Tensor): "a list of plain numbers: .tolist()",
        (list, str): "a list of strings, one a word or caption: not joined to one text",
        (list, tuple): "the list alone; list(...) makes one of a tuple",
        (list, set): "a set has no order: make it a list",
        (list, object): "list(...) collects what comes one by one",
        (str, list): 'put a space between the words: " ".join(words)',
    }
)


def ask(function, *arguments, returns=None, hint="", **named) -> Any:
    """Call an answer; give what it returns, if that is of the kind wanted.

    Args:
        function: the answer, or a module of its making.
        arguments, named: handed on.
        returns: a class (Tensor, float, int, bool, str, list), or the names of two
            tensors that come as a pair, ("values", "weights"); None: anything.
        hint: what to look at if it stops with an error.

    Raises:
        AssertionError: it stopped with an error, or returned something else; the text
            names the likely mistake. A blank's NotImplementedError stays what it is.
    """
    try:
        found = function(*arguments, **named)
    except AssertionError:  # of the check itself, on what it was called with
        raise
    except Exception as error:
        if BLANK in str(error):
            raise
        raise AssertionError(explain(error, hint)) from error
    if isinstance(returns, tuple):
        pair = isinstance(found, tuple | list) and len(found) == len(returns)
        first, second = returns
        assert pair, translate(
            f"return two things, {first}, then {second}; got {told(found)}"
        )
        for name, value in zip(returns, found, strict=True):
            assert isinstance(value, Tensor), f"{name}: " + instead(Tensor, value)
    elif returns:
        assert fits(found, returns), instead(returns, found)
        learns = [isinstance(x, Tensor) and x.requires_grad for x in arguments]
        assert any(learns) or not wants_gradient(function, found), translate(
            "the result wants a gradient of its own: a function makes no parameters, "
            "leave out requires_grad"
        )
    return found


def fits(value: Any, kind: type) -> bool:
    """Whether a value is of a kind, or as good; a bool is no number here."""
    if kind is bool:
        if isinstance(value, Tensor):
            return value.numel() == 1 and value.dtype == torch.bool
        return np.ndim(value) == 0 and value in (True, False)
    if isinstance(value, bool):
        return False
    if kind is int and hasattr(value, "__index__"):
        return True
    return isinstance(value, (kind, ALSO.get(kind, kind)))


def wants_gradient(function, found: Any) -> bool:
    """Whether a function without weights gives a tensor that learns."""
    module = isinstance(function, nn.Module)
    return not module and isinstance(found, Tensor) and found.requires_grad


def told(value: Any) -> str:
    """What a value is, in words, and what is often behind it."""
    for kind, noun in NOUNS.items():
        if isinstance(value, kind):
            noun = translate(noun)
            return f"{noun}: {translate(NOTHING)}" if value is None else noun
    return translate(f"a {type(value).__name__}")


def instead(wanted: type, value: Any) -> str:
    """The sentence for a value of another kind."""
    text = translate(f"expected {translate(NOUNS[wanted])}, got {told(value)}")
    if value is None:
        return text
    for (kind, got), hint in HINTS.items():
        if kind is wanted and isinstance(value, got) and not isinstance(value, bool):
            return f"{text}: {translate(hint)}"
    return text


def explain(error: BaseException, hint: str = "") -> str:
    """An error inside an answer: the mistake behind it, what it says, and where."""
    said = f"{type(error).__name__}: {error}".split("\n")[0]
    shown = f"{type(error).__name__}: {translate(str(error))}".split("\n")[0]
    text = translate(f"it stopped with {shown}") + where(error)
    for pattern, cause in CAUSES.items():
        if found := re.search(pattern, said):
            cause = found.expand(translate(cause))
            return "; ".join(filter(None, (cause, hint, text)))
    return "; ".join(filter(None, (hint, text)))


def where(error: BaseException) -> str:
    """The learner's own line that it comes from, "" if unknown."""
    if place := getattr(error, "where", ""):  # the grader knows the line's number
        return f" ({place})"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.line and OWN.search(frame.filename):
            return translate(f", in your line {frame.lineno}: {frame.line}")
    return ""
