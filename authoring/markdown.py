"""What a person reads in Markdown and MyST, piece by piece."""

import re
from collections.abc import Iterator

Piece = tuple[int, int, str]  # source[begin:end], and it as a translator sees it
CODED = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
# MyST's marks: a target, a directive's fence, its options
MARKS = re.compile(r"^(\([\w-]+\)=|:{3,}.*|:\w+:.*)$", re.M)
CAPTION = re.compile(r"^:caption: (.+)$", re.M)  # that of a list of pages
FORMULA = re.compile(r"\$\$.*?\$\$", re.S)
TAG = re.compile(r"</?(?:details|summary|p|div|figure|br|sub|sup|small)\b[^>]*>")
LEAD = re.compile(r"\s*(?:#{1,6} |[-*+] |\d+\. |> |: |=== (?:BEGIN|END) .*)?")


def pieces(source: str) -> Iterator[Piece]:
    """(begin, end, text) of each paragraph, item, heading, row and definition.

    All but code, formulas, tags and MyST's marks. The text is on one line.
    """
    for title in CAPTION.finditer(source):
        yield *title.span(1), title[1]
    fixed = [m.span() for p in (CODED, MARKS, FORMULA, TAG) for m in p.finditer(source)]
    for begin, end in _between(sorted(fixed), len(source)):
        for block in re.finditer(r"(?:(?!\n\s*\n).)+", source[begin:end], re.S):
            yield from _of_block(source, begin + block.start(), begin + block.end())


def _between(spans: list[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    at = 0
    for first, last in spans:
        if at < first:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _of_block(source: str, begin: int, end: int) -> Iterator[Piece]:
    """Split a block of lines at each item, heading, table row and definition."""
    starts = [begin]
    for line in re.finditer(r"\n", source[begin:end]):
        at = begin + line.end()
        if _lead(source, at).strip() or source[at:end].lstrip().startswith("|"):
            starts.append(at)
        elif source[starts[-1] :].lstrip().startswith(("#", "|")):
            starts.append(at)  # a heading and a row end with their line
        elif source.startswith("  ", at) and not _lead(source, starts[-1]).strip("\n"):
            starts.append(at)  # below a term stands its definition
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        first += len(_lead(source, first))
        text = source[first:last]
        kept = first + len(text.rstrip())
        text = " ".join(text.split())
        if text and not re.fullmatch(r"[|:\- ]+", text):
            yield first, kept, text


def _lead(source: str, at: int) -> str:
    """What stands before a line's words: blanks, a mark of a heading or an item."""
    found = LEAD.match(source, at)
    return found[0] if found else ""
