"""Write what learners get: notebooks, helpers, environment, a README; nothing else.

python -m grading.release FOLDER
"""

import argparse
import re
import shutil
import sys
from pathlib import Path
from string import Template

import nbformat

from build import PROJECT, REPOSITORY, badges

from .lessons import ROOT

HELPERS = {".py", ".safetensors", ".json", ".html"}  # what the package consists of
AS_IT_IS = ("pyproject.toml", "LICENSE")
TEMPLATE = Path(__file__).with_name("learner.md")
MINUTES = re.compile(r"\*\*Time\*\* about (\d+) minutes")
ENVIRONMENT = """\
# conda env create -f environment.yml && conda activate patches-to-captions
name: patches-to-captions
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip
  - pip:
      - -e .[clip,lab]
"""


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("grading.release", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new or an empty one")
    folder = parser.parse_args(words).folder
    try:
        release(folder)
    except FileExistsError as error:
        sys.exit(f"grading.release: {error}")
    print(f"{folder} is ready to be published; see its README.md")


def release(folder: Path) -> None:
    """Fill a new folder.

    Raises:
        FileExistsError: there is something in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"expected a new or an empty folder, got {folder}; choose another, or "
            "remove it"
        )
    (folder / "notebooks").mkdir(parents=True)
    (folder / "helpers").mkdir()
    notebooks = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    files = [path for path in (ROOT / "helpers").iterdir() if path.suffix in HELPERS]
    for path in [*notebooks, *files, *(ROOT / name for name in AS_IT_IS)]:
        shutil.copyfile(path, folder / path.relative_to(ROOT))
    (folder / "environment.yml").write_text(ENVIRONMENT, encoding="utf-8")
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        lessons="\n".join(map(row, notebooks)),
        version=PROJECT["version"],
        repository=REPOSITORY,
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


def row(notebook: Path) -> str:
    """A lesson's line in the README's table."""
    title = nbformat.read(notebook, as_version=4).cells[0].source
    name = title.splitlines()[0].removeprefix("# ").replace(" · ", " ", 1)
    minutes = MINUTES.search(title.replace("\n", " "))[1]
    opens = badges(notebook.stem).replace("\n", " ")
    return f"| [{name}](notebooks/{notebook.name}) | {minutes} | {opens} |"


if __name__ == "__main__":
    main()
