"""Options, the shared examiner, a browser, the table of what the checks let through."""

import os
import random
import re
import shutil
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import settings

if "PYTEST_XDIST_WORKER" in os.environ:  # workers share the cores: a thread each
    os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # authoring, grading, bench lie there

# Frames drawn at random (test_wire_frames.py): the same ones in every run, unless
# `pytest --hypothesis-profile=long` asks for many and new ones.
settings.register_profile("short", derandomize=True, database=None, deadline=None)
settings.register_profile("long", max_examples=20_000, database=None, deadline=None)
settings.load_profile("short")
TABLE = pytest.StashKey[dict]()
# fixtures that take long to make: {fixture: the marker of tests that use it}
COSTLY = {
    "browser": "browser",
    "server": "slow",
    "site": "slow",
    "done": "training",
    "measured": "training",
}
LOADED = "return document.readyState"
COLUMNS = ["right answers passed", "wrong answers refused", "mutants killed"]
# what the shown check says to wrong answers whose mistake has a number
SAYS = ["named", "vague", "misleading", "crashed", "green, then red"]


def pytest_addoption(parser):
    parser.addoption(
        "--answers",
        default=str(ROOT / "tests" / "answers"),
        help="folder of answers, DIR/LESSON/EXERCISE/right_*.py and wrong_*.py",
    )
    parser.addoption(
        "--seed",
        type=int,
        default=random.randrange(10**6),
        help="of tests that kill at random moments; a failing one prints its own",
    )


def pytest_configure(config):
    config.stash[TABLE] = defaultdict(lambda: defaultdict(lambda: [0, 0]))


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """Mark what costly fixtures serve; skip what has no box; costly files come first.

    Of files side by side (--dist loadfile) the last to begin should be short ones.
    """
    no_box = pytest.mark.skip(reason="bubblewrap is not installed")
    for item in items:
        for fixture, marker in COSTLY.items():
            if fixture in item.fixturenames:
                item.add_marker(marker)
        if item.get_closest_marker("box") and not shutil.which("bwrap"):
            item.add_marker(no_box)
    costly = {*COSTLY.values(), "box", "kill"}
    counts = Counter(
        item.path
        for item in items
        if any(m.name in costly for m in item.iter_markers())
    )
    items.sort(key=lambda item: -counts[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One more than cores: tests of grading wait for limits of time to pass."""
    return os.cpu_count() + 1


def pytest_ignore_collect(collection_path):
    """The grader and the examiner need POSIX: their tests have no place on Windows."""
    if sys.platform == "win32" and collection_path.suffix == ".py":
        needs = r"^(from|import) (grading|examiner|wire_tools|resource|fcntl)"
        if re.search(needs, collection_path.read_text("utf-8"), re.M):
            return True
    return None


@pytest.fixture
def chance(request):
    """Random moments, the same again with the seed that a failing test prints."""
    seed = request.config.getoption("seed")
    print(f"to replay: pytest {request.node.nodeid} --seed {seed}")
    return random.Random(seed)


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
    from selenium.webdriver.support.ui import WebDriverWait

    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    if not (driver and chromium):
        pytest.skip("needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--window-size=900,600"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    opened = browser.get

    def get(url):
        """Chromium's driver comes back early, now and then, on a busy machine."""
        opened(url)
        waiting = WebDriverWait(browser, 60)
        waiting.until(lambda page: page.execute_script(LOADED) == "complete")

    browser.get = get
    yield browser
    browser.quit()


@pytest.fixture
def tally(request):
    """Add to a cell of the table: tally("01_x/patchify", column, good, all)."""

    def count(row: str, column: str, good: int, all_: int) -> None:
        known = [*COLUMNS, *SAYS]
        assert column in known, f"expected one of {known}, got {column!r}"
        add(request.config, row, column, good, all_)

    return count


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """A worker of pytest-xdist hands its part of the table over."""
    if hasattr(session.config, "workeroutput"):
        parts = {row: dict(cells) for row, cells in session.config.stash[TABLE].items()}
        session.config.workeroutput["table"] = parts


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Sum up the workers' parts; one that crashed has none."""
    for row, cells in getattr(node, "workeroutput", {}).get("table", {}).items():
        for column, (good, all_) in cells.items():
            add(node.config, row, column, good, all_)


def add(config, row: str, column: str, good: int, all_: int) -> None:
    cell = config.stash[TABLE][row][column]
    cell[0] += good
    cell[1] += all_


def pytest_terminal_summary(terminalreporter, config):
    table = config.stash[TABLE]
    judged = [row for row in table if row.count("/") and not row.startswith("mistake")]
    write_table(terminalreporter, "what the checks let through", COLUMNS, table, judged)
    numbers = [row for row in table if row.startswith("mistake")]
    title = "what the shown checks say to known mistakes"
    write_table(terminalreporter, title, SAYS, table, numbers)


def write_table(terminalreporter, title, columns, table, rows) -> None:
    """Print rows of the table, "good/all" or a count, and their sums."""
    if not rows:
        return
    write = terminalreporter.write_line
    wide = max(map(len, rows))
    terminalreporter.section(title)
    write("  ".join(["".ljust(wide), *columns]))
    sums = {
        c: [sum(table[r][c][k] for r in rows if c in table[r]) for k in (0, 1)]
        for c in columns
    }
    for row, cells in [*((r, table[r]) for r in sorted(rows)), ("all", sums)]:
        counts = ["{}/{}".format(*cells[c]) if c in cells else "-" for c in columns]
        cells = [n.rjust(len(c)) for n, c in zip(counts, columns, strict=True)]
        write("  ".join([row.ljust(wide), *cells]))
