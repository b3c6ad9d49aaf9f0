"""Rules that the built site must keep, and what its pages weigh."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

LOADED = {  # what a page fetches by itself: where its address stands
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "image": "href",
    "link": "href",
}
RELATIONS = {"stylesheet", "preload", "icon"}  # links that are fetched
CSS_LOADS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?(?:https?:)?//[^\"')\s]+")


class BookError(Exception):
    """The site breaks rules; the message names each page and what to do."""


def check(site: Path) -> list[str]:
    """Return the site's external links, sorted.

    Raises:
        BookError: a figure without alternative text, a file that is loaded from
            elsewhere, a link to a page, file or anchor that is not there.
    """
    site = site.resolve()
    pages = read(site)
    anchors = {
        path: {tag["id"] for tag in page.find_all(id=True)}
        for path, page in pages.items()
    }
    faults, external = [], set()
    for path, page in pages.items():
        here = path.relative_to(site)
        for image in page.find_all("img"):
            alt = (image.get("alt") or "").strip()
            if not alt or alt.endswith(Path(image["src"]).name):
                faults.append(f"{here}: expected alt text on {image['src']}, got none")
        for address in loads(page):
            if urlsplit(address).netloc:
                faults.append(f"{here}: loads {address}; bring it into the site")
        for link in page.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                external.add(link["href"])
                continue
            target = path.parent / unquote(parts.path) if parts.path else path
            target = target.resolve()
            known = anchors.get(target, set())
            if not target.is_file():
                faults.append(f"{here}: links to {link['href']}, which is not there")
            elif unquote(parts.fragment) not in known | {""}:
                faults.append(f"{here}: {link['href']} names no anchor of that page")
    for sheet in site.rglob("*.css"):
        found = CSS_LOADS.findall(sheet.read_text(encoding="utf-8"))
        faults += [f"{sheet.relative_to(site)}: loads {line}" for line in found]
    if faults:
        raise BookError("\n  ".join([f"{len(faults)} faults", *sorted(set(faults))]))
    return sorted(external)


def weigh(site: Path) -> str:
    """A table of pages: kB of text, of figures, and of what all pages share."""
    site = site.resolve()
    lines = [f"{'page':32}{'text':>8}{'figures':>9}  kB"]
    shared = set()
    for path, page in read(site).items():
        files = {(path.parent / urlsplit(a).path).resolve() for a in loads(page)}
        figures = {tag["src"] for tag in page.find_all("img")}
        figures = {(path.parent / source).resolve() for source in figures}
        shared |= files - figures
        drawn = sum(file.stat().st_size for file in figures if file.is_file())
        name = str(path.relative_to(site))
        lines.append(f"{name:32}{path.stat().st_size / 1e3:8.0f}{drawn / 1e3:9.0f}")
    together = sum(file.stat().st_size for file in shared if file.is_file()) / 1e3
    return "\n".join([*lines, f"{'styles and scripts of all pages':32}{together:8.0f}"])


def read(site: Path) -> dict[Path, BeautifulSoup]:
    """Every page of the site, parsed."""
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }


def loads(page: BeautifulSoup) -> list[str]:
    """Addresses that a browser fetches to show the page."""

    def fetched(tag: Tag) -> bool:
        return tag.name != "link" or bool(RELATIONS & set(tag.get("rel", [])))

    found = [tag.get(LOADED[tag.name]) for tag in page.find_all(LOADED) if fetched(tag)]
    return [address for address in found if address and address[:5] != "data:"]
