"""Write the live captioner as one page: python -m helpers.live captioner.html"""

import argparse
from pathlib import Path

from ..captioner import Captioner
from ..commands import in_words
from ..explorer import as_page
from ..language import ENGLISH, codes, language_of, speak
from ..messages import translate
from . import live


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="helpers.live", description="A page with a captioner that runs in it."
    )
    parser.add_argument("out", type=Path, help="the page to write")
    parser.add_argument("--run", type=Path, help="a captioner.safetensors of yours")
    parser.add_argument(
        "--lessons", metavar="ADDRESS", help="of a walkthrough, for links from rooms"
    )
    parser.add_argument(
        "--language", choices=codes(), default=ENGLISH, help="of the kept captioner"
    )
    given = parser.parse_args(arguments)
    with in_words(parser.prog):
        speak(given.language)
        captioner = Captioner.load(given.run)
        code = language_of(captioner.vocabulary.words).code
        piece = live(captioner, lessons=given.lessons)
        page = as_page(piece, translate("Paint and see", code))
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(page, encoding="utf-8")
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB, open it in a browser")


if __name__ == "__main__":
    main()
