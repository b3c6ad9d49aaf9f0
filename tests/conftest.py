"""Options, the shared examiner, a browser, the table of what the checks let through."""

import shutil
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # build.py lies there

TABLE = pytest.StashKey[dict]()
COLUMNS = ["right answers passed", "wrong answers refused", "mutants killed"]


def pytest_addoption(parser):
    parser.addoption(
        "--answers",
        default=str(ROOT / "tests" / "answers"),
        help="folder of answers, DIR/LESSON/EXERCISE/right_*.py and wrong_*.py",
    )


def pytest_configure(config):
    config.stash[TABLE] = defaultdict(lambda: defaultdict(lambda: [0, 0]))


@pytest.fixture(scope="session")
def examiner():
    from examiner import Examiner

    examiner = Examiner()
    yield examiner
    examiner.close()


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window; its logs hold what it asked the network for."""
    webdriver = pytest.importorskip("selenium.webdriver")
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    if not (driver and chromium):
        pytest.skip("needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--window-size=900,600"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield browser
    browser.quit()


@pytest.fixture
def tally(request):
    """Add to a cell of the table: tally("01_x/patchify", column, good, all)."""

    def count(row: str, column: str, good: int, all_: int) -> None:
        assert column in COLUMNS, f"expected one of {COLUMNS}, got {column!r}"
        cell = request.config.stash[TABLE][row][column]
        cell[0] += good
        cell[1] += all_

    return count


def pytest_terminal_summary(terminalreporter, config):
    table = config.stash[TABLE]
    if not table:
        return
    write = terminalreporter.write_line
    wide = max(map(len, table))
    terminalreporter.section("what the checks let through")
    write("  ".join(["exercise".ljust(wide), *COLUMNS]))
    for row in sorted(table):
        counts = [
            "{}/{}".format(*table[row][c]) if c in table[row] else "-" for c in COLUMNS
        ]
        cells = [n.rjust(len(c)) for n, c in zip(counts, COLUMNS, strict=True)]
        write("  ".join([row.ljust(wide), *cells]))
