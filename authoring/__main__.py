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
    # here, not above: they are slow to import, and --help does without
    from .build import PLAIN, build, build_plain, sources
    from .mistakes import build_mistakes
    from .rules import BuildError
    from .translate import (
        build_in,
        build_messages,
        build_readme,
        languages,
        translated_lessons,
    )

    try:
        texts: dict[Path, str] = {}
        for source in sources(arguments.lessons):
            texts |= build(source)
            for code in languages():
                if source.stem in translated_lessons(code):
                    texts |= build_in(code, source)
        for source in PLAIN if not arguments.lessons else []:
            texts |= build_plain(source)
        if not arguments.lessons:
            texts |= build_mistakes()
            for code in languages():
                texts |= build_readme(code) | build_messages(code)
        for path, text in texts.items():
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


if __name__ == "__main__":
    main()
