"""Build the notebooks: solutions/NN_name.py -> solutions/*.ipynb, notebooks/*.ipynb.

python -m authoring               all lessons
python -m authoring 01 03         some
python -m authoring --check       change nothing; fail if a notebook is out of date
"""

import argparse
import sys
from pathlib import Path

from .project import ROOT


def main() -> None:
    parser = argparse.ArgumentParser("authoring", description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="01, 03_captions_and_tokens, ...")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    from .rules import BuildError  # slow to import; --help does without

    try:
        for path, text in build_all(arguments.lessons).items():
            current = path.exists() and path.read_text(encoding="utf-8") == text
            if arguments.check and not current:
                raise BuildError(
                    f"{path.relative_to(ROOT)} is not what its sources build; "
                    "run: make notebooks"
                )
            if not current:
                path.parent.mkdir(exist_ok=True, parents=True)
                path.write_text(text, encoding="utf-8")
                print(f"wrote {path.relative_to(ROOT)}")
    except BuildError as error:
        sys.exit(f"authoring: {error}")


def build_all(lessons: list[str]) -> dict[Path, str]:
    """{path: text} of some lessons, or of all and what else is built."""
    from .build import PLAIN, build, build_plain, sources
    from .mistakes import build_mistakes
    from .translate import (
        build_in,
        build_messages,
        build_readme,
        languages,
        translated_lessons,
    )
    from .wrong import wrong_pages

    texts: dict[Path, str] = {}
    for source in sources(lessons):
        texts |= build(source)
        for code in languages():
            if source.stem in translated_lessons(code):
                texts |= build_in(code, source)
    if lessons:
        return texts
    for source in PLAIN:
        texts |= build_plain(source)
    texts |= build_mistakes(pages=wrong_pages())
    for code in languages():
        texts |= build_readme(code) | build_messages(code)
    return texts


if __name__ == "__main__":
    main()
