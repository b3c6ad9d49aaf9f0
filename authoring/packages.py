"""What notebooks carry: the learners' wheel, a part of it, the grader's zip.

The same files give the same bytes wherever the same setuptools and zlib write them.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from helpers.language import ENGLISH, codes

from .project import ROOT, ProjectError
from .set_up import WHEEL

BUILD_WHEEL = "import setuptools.build_meta as s, sys; s.build_wheel(sys.argv[1])"
BEGINNING = "315532800"  # 1980, the first day that a zip can name
PROJECT_FILES = ("pyproject.toml", "README.md", "LICENSE")
PUBLISHED = re.compile(r"\n*\[tool\.published\][^\[]*")
WEIGHTS = {  # a notebook carries those for which its code asks
    "helpers/scenes_captioner.safetensors": re.compile(
        r"\b(Captioner\.load|draw_machine)\("
    ),
    "helpers/photos_captioner.safetensors": None,  # needs a package beside it anyway
    **{
        f"helpers/scenes_captioner_{code}.safetensors": re.compile(
            rf'\bspeak\("{code}"\)'
        )
        for code in codes()
        if code != ENGLISH
    },
}


@cache
def build_number() -> str:
    """Eight signs that change when anything in the package does."""
    hashed = hashlib.sha256()
    for path in helpers():
        hashed.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return hashed.hexdigest()[:8]


def helpers() -> list[Path]:
    """The files of the package, in order."""
    return files("helpers")


def files(folder: str, pattern: str = "*") -> list[Path]:
    found = sorted((ROOT / folder).rglob(pattern))
    return [x for x in found if x.is_file() and "__pycache__" not in x.parts]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build_wheel(folder: Path) -> Path:
    """Write the learners' wheel, which holds `helpers` and its build number.

    Raises:
        ProjectError: setuptools could not; its own words.
    """
    with TemporaryDirectory() as place:
        for path in [*helpers(), *(ROOT / name for name in PROJECT_FILES)]:
            copy = Path(place) / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        first = Path(place) / "helpers" / "__init__.py"
        text = first.read_text(encoding="utf-8")
        text = text.replace('__build__ = ""', f'__build__ = "{build_number()}"')
        first.write_text(text, encoding="utf-8")
        words = [sys.executable, "-c", BUILD_WHEEL, str(folder.resolve())]
        done = subprocess.run(
            words,
            cwd=place,
            env={**os.environ, "SOURCE_DATE_EPOCH": BEGINNING},
            capture_output=True,
            text=True,
        )
    if done.returncode or not (folder / WHEEL).exists():
        raise ProjectError(f"{WHEEL} could not be built:\n{done.stdout}{done.stderr}")
    return folder / WHEEL


def carried(wheel: Path, code: str) -> bytes:
    """The wheel without the captioners that a lesson's code does not load."""
    with ZipFile(wheel) as whole:
        return zipped(
            {
                name: whole.read(name)
                for name in whole.namelist()
                if name not in WEIGHTS
                or ((asks := WEIGHTS[name]) and asks.search(code))
            }
        )


def grader_zip() -> bytes:
    """What grading needs, to be unpacked and installed: solutions too."""
    paths = [x for x in helpers() if x.relative_to(ROOT).as_posix() not in WEIGHTS]
    paths += [*files("authoring"), *files("grading", "*.py"), *files("notebooks")]
    paths += [*files("grading", "*.json"), *files("grading", "*.html")]
    paths += [*files("solutions", "*.ipynb"), *(ROOT / name for name in PROJECT_FILES)]
    content = {x.relative_to(ROOT).as_posix(): x.read_bytes() for x in paths}
    text = content["pyproject.toml"].decode()
    content["pyproject.toml"] = PUBLISHED.sub("\n", text).encode()  # names this zip
    return zipped(content)


def zipped(content: dict[str, bytes]) -> bytes:
    """A zip of {name: bytes}, in order and without a date of today."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, data in sorted(content.items()):
            file.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return packed.getvalue()
