"""A name that is not known: say which one was likely meant."""

__lesson__ = "00"

from collections.abc import Collection
from difflib import get_close_matches

from .messages import translate


def hint(name: str, known: Collection[str]) -> str:
    """How an error ends: "is it 'attend'?", or all the names that there are."""
    near = get_close_matches(name, known, 1)
    if near:
        return translate(f"is it {near[0]!r}?")
    return translate(f"there are {', '.join(known)}")
