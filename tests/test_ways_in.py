"""README's table of the ways into a lesson: each cell is tried, and holds."""

import re

import nbformat
import pytest
from hosts import FIRST, Host, first_cells, published, repository
from nbclient.exceptions import CellExecutionError

from authoring import packages
from authoring.project import ROOT
from authoring.release import alone

HOSTS = ("colab", "kaggle", "jupyterhub", "laptop")
HEAD = "| a lesson opened by | network |"
WINDOWS = {"PYTHONUTF8": "0", "LC_ALL": "C"}  # what a laptop with Windows is like
RUNS, SAYS_WHY = "runs", "says why"


def table() -> list[tuple[str, bool, str, str]]:
    """The filled cells: (way, with a network, host, what README says)."""
    text = (ROOT / "README.md").read_text("utf-8")
    head, _, *rows = text[text.index(HEAD) :].partition("\n\n")[0].splitlines()
    assert [name.strip().lower() for name in head.split("|")[3:-1]] == list(HOSTS)
    found = []
    for row in rows:
        way, network, *says = (cell.strip() for cell in row.split("|")[1:-1])
        short = re.sub(r", which.*| \(.*|, or an image.*|, once.*", "", way)
        cells = zip(HOSTS, says, strict=True)
        found += [(short, network == "on", host, said) for host, said in cells if said]
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return packages.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def address(wheel, tmp_path_factory):
    with repository(tmp_path_factory.mktemp("served"), wheel) as address:
        yield address


def cells_of(way: str, wheel, address: str) -> list[str]:
    """Set-up, imports, an answer and its check, of the notebook that a way opens."""
    if way == "its one file":
        return first_cells(alone(FIRST, wheel))
    sources = first_cells(nbformat.read(FIRST, as_version=4))
    if way.startswith("its badge"):
        sources[0] = published(wheel, address)
    return sources


@pytest.mark.parametrize("way, network, host, said", table(), ids=str)
def test_a_way_in(way, network, host, said, wheel, address, tmp_path):
    odd = tmp_path / "my course é 李"
    there = Host(
        odd if host == "laptop" else tmp_path,
        name=host,
        network=network,
        course=way == "a clone",
        variables=WINDOWS if host == "laptop" else {},
    )
    if "with the release's wheel" in way:
        place = there.drive if host == "colab" else there.kaggle / "my-data-set"
        place.mkdir(exist_ok=True)
        (place / wheel.name).write_bytes(wheel.read_bytes())
    sources = cells_of(way, wheel, address)
    if said == SAYS_WHY:
        with pytest.raises(CellExecutionError, match="no network .Kaggle: Settings"):
            there.run(sources)
        return
    assert said == RUNS
    assert "the check has passed" in there.run(sources)[-1]


def test_the_table_has_every_host_and_way():
    assert {host for _, _, host, _ in table()} == set(HOSTS)
    assert {way for way, *_ in table()} == {
        "its one file",
        "its badge",
        "its badge, with the release's wheel",
        "its badge, without the wheel",
        "a clone",
    }


def test_the_readme_says_the_size_of_a_file(wheel):
    """In MB, about the same for every lesson."""
    text = (ROOT / "README.md").read_text("utf-8")
    told = re.search(r"carries the code \(([\d.]+) MB\)", text)
    sizes = [
        len(nbformat.writes(alone(path, wheel))) / 1e6
        for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")
    ]
    assert sizes == pytest.approx([float(told[1])] * len(sizes), abs=0.11)
