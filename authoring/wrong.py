"""The book's page "When it goes wrong" in the languages that it has a catalogue in."""

from .translate import FOLDER, languages, page_in

NAME = "wrong"


def wrong_pages() -> dict[str, str]:
    """{language: the page}, without English; what is not translated is English."""
    found = [c for c in languages() if (FOLDER / c / f"{NAME}.po").exists()]
    return {code: page_in(code, NAME) for code in found}
