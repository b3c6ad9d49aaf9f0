"""The walkthrough: what it must not show, and how it behaves in a real browser.

Built with the results of lesson 04 alone, in English and one other language; `make
book` runs them all, and builds every language.
"""

import re
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import nbformat
import pytest
from test_explorer import find, lit

from authoring import build, rules, translate
from authoring.pages import ENGLISH_ONLY
from helpers.captioner import Captioner
from helpers.language import ENGLISH, load_language
from helpers.scenes import draw_scenes

pytest.importorskip("sphinx_book_theme", reason="the walkthrough needs the extra book")
from bs4 import BeautifulSoup

from book.chapter import GUIDE
from book.check import BookError, check
from book.make import SCENE

LESSON = "04_causal_masks"
OTHER = "es"  # the language beside English that it is built in
LESSONS = [source.stem for source in build.sources([])]
PAGES = [path.stem for path in (build.ROOT / "book").glob("*.md")] + LESSONS
SECONDS = 60  # for a page to become what is waited for
TELLING = 4  # words from which on a line says more than `return x`
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PAGE = '<p id="here">text</p><img src="a.png" alt="A ring."><a href="#here">up</a>'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site and what its build printed."""
    out = tmp_path_factory.mktemp("book")
    command = [sys.executable, "-m", "book.make", "--run", "04", "--out", str(out)]
    command += ["--languages", OTHER]
    made = subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    return out / "html", made.stdout


@pytest.fixture(scope="module")
def address(site):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def handle(self):
            with suppress(ConnectionError):  # the browser has moved on
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site[0]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def wait_for(page, condition):
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(page, SECONDS).until(lambda _: condition())


def ground(page):
    """Red, green, blue behind the text; with a fourth while nothing is set yet."""
    colour = "return getComputedStyle(document.body).backgroundColor"
    return [int(x) for x in re.findall(r"\d+", page.execute_script(colour))]


@pytest.fixture
def visit(browser, address):
    """Open a page on a desk or a phone, in light or dark, dressed by its theme."""

    def open_page(name, screen=DESK, dark=False):
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [theme]})
        browser.get(f"{address}/{name}.html")
        browser.execute_script("localStorage.clear()")
        browser.get(f"{address}/{name}.html")
        wait_for(browser, lambda: len(ground(browser)) == 3)
        return browser

    yield open_page
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def words_of(text):
    """Letters and digits alone: quotes, marks and line ends differ between forms."""
    return " ".join(re.findall(r"\w+", text))


@pytest.fixture(scope="module")
def secrets():
    """Lines that nobody who learns may see, as words, but for those shown elsewhere."""
    public, hidden, guides = [], set(), [GUIDE]
    for code in translate.languages():
        known = translate.everywhere(translate.FOLDER / code)
        guides += [x for english, x in known.items() if english.startswith(GUIDE)]
    for path in (build.ROOT / "solutions").rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.id.endswith("-hidden"):
                hidden |= {words_of(x) for x in rules.regions(cell, cell.id)[1]}
            else:
                begins = next((x for x in guides if x in cell.source), GUIDE)
                seen, _, guide = cell.source.partition(begins)
                public.append(words_of(seen))
                hidden |= {words_of(line) for line in guide.splitlines()}
    public = " ".join(public)
    return {x for x in hidden if len(x.split()) >= TELLING and x not in public}


def test_every_page_is_there_and_weighed(site):
    folder, said = site
    for name in PAGES:
        for place in ("", f"{OTHER}/"):
            assert (folder / f"{place}{name}.html").is_file()
            assert f"{place}{name}.html " in said
    assert "external links" in said


def test_no_hidden_check_and_no_marking_guide_is_shown(site, secrets):
    folder, _ = site
    files = [
        *folder.rglob("*.html"),
        *folder.rglob("*.ipynb"),
        *folder.rglob("searchindex.js"),
    ]
    shown = {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in files
    }
    texts = {
        name: words_of(BeautifulSoup(text, "html.parser").get_text())
        if name.endswith(".html")
        else words_of(text.replace("\\n", "\n").replace('\\"', '"'))
        for name, text in shown.items()
    }
    check_line = 'assert not mask[0, 2], "query 0 sees key 2, its future'
    assert words_of(check_line) in texts[f"{LESSON}.html"]  # so lines are found
    assert words_of(check_line) in texts[f"notebooks/{LESSON}.ipynb"]
    assert not any("Marking guide" in text for text in texts.values())
    assert len(secrets) > 1000
    assert not [(n, x) for x in secrets for n, text in texts.items() if x in text]


@pytest.mark.parametrize(
    "page, message",
    [
        (PAGE.replace(' alt="A ring."', ""), "expected alt text on a.png, got none"),
        (PAGE.replace("A ring.", ""), "expected alt text on a.png"),
        (PAGE.replace("A ring.", "images/a.png"), "expected alt text on a.png"),
        (PAGE.replace("#here", "#there"), "#there names no anchor"),
        (PAGE.replace("#here", "b.html"), "links to b.html, which is not there"),
        (PAGE + '<script src="https://cdn.org/x.js"></script>', "loads https://cdn"),
        (PAGE + '<link rel="stylesheet" href="//cdn.org/x.css">', "loads //cdn.org"),
    ],
)
def test_a_page_that_breaks_a_rule_is_refused(tmp_path, page, message):
    (tmp_path / "a.png").touch()
    (tmp_path / "index.html").write_text(PAGE)
    assert check(tmp_path) == []
    (tmp_path / "index.html").write_text(page)
    with pytest.raises(BookError, match=re.escape(message)):
        check(tmp_path)


def test_a_style_from_elsewhere_is_refused(tmp_path):
    (tmp_path / "a.css").write_text("@import 'https://fonts.org/a.css';")
    with pytest.raises(BookError, match="a.css: loads"):
        check(tmp_path)


def test_the_front_page_knows_the_minutes_of_each_lesson():
    front = (build.ROOT / "book" / "index.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"\((\d\d_\w+)\.ipynb\) \|.*\| (\d+) \|", front))
    for source in build.sources([]):
        text = source.read_text(encoding="utf-8").replace("\n# ", " ")
        [minutes] = re.findall(r"\*\*Time\*\* about (\d+) minutes", text)
        assert told.pop(source.stem) == minutes
    assert not told


def test_the_door_shows_figures_that_the_page_of_figures_holds():
    door = (build.ROOT / "README.md").read_text(encoding="utf-8")
    page = (build.ROOT / "book" / "measured.md").read_text(encoding="utf-8")
    table = door.partition("| measured on")[2].partition("\n\n")[0]
    rows = [row.rpartition(" | ")[2] for row in table.splitlines()[2:]]
    figures = [set(re.findall(r"\d+(?:\.\d+)?", row)) for row in rows]
    held = set(re.findall(r"\d+(?:\.\d+)?", page))
    assert len(figures) > 5 and all(figures)
    assert set().union(*figures) - {"4"} <= held  # BLEU-4's


def test_every_part_of_the_page_of_figures_says_what_remakes_it():
    page = (build.ROOT / "book" / "measured.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", page, flags=re.M)[1:-1]  # the last: not measured
    for part in parts:
        title, _, rest = part.partition("\n\n")
        assert rest.startswith("| remade by | on | date |"), title
        rows = rest.split("\n\n")[0].splitlines()[2:]
        assert rows and all(re.search(r"\| \d+ \w+ 20\d\d \|$", x) for x in rows)


def test_each_mistake_has_symptom_cause_and_cure_and_some_a_switch():
    text = (build.ROOT / "book" / "wrong.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (\d+) · ", text, flags=re.M)
    assert parts[1::2] == [str(k) for k in range(1, 55)]
    for part in parts[2::2]:
        said = re.findall(r"^(\w+)\n: ", part, re.M)
        assert [x for x in said if x != "Switch"] == ["Symptom", "Cause", "Cure"]


def test_a_lesson_leads_to_its_room_and_the_room_back(visit):
    page = visit(LESSON)
    link = page.find_element("link text", "Looking back, never ahead")
    page.execute_script("arguments[0].click()", link)
    wait_for(page, lambda: find(page, ".room-causal[open] canvas"))
    back = find(page, ".room-causal a")[0]
    assert back.is_displayed()
    page.execute_script("arguments[0].click()", back)
    assert LESSON in page.current_url


def test_a_mistake_leads_to_its_switch(visit):
    page = visit("wrong")
    link = page.find_element("link text", "the causal mask is left out")
    page.execute_script("arguments[0].click()", link)
    wait_for(page, lambda: find(page, ".faults[open] input[value=mask_left_out]"))


def test_solutions_and_hints_are_folded_and_open(visit):
    from selenium.webdriver import Keys

    page = visit(LESSON)
    folds = find(page, "article details")
    titles = [fold.find_element("tag name", "summary").text for fold in folds]
    assert {"Hint", "Show a solution", "Show the check", "An answer"} <= set(titles)
    assert not any(fold.get_attribute("open") for fold in folds)
    at = titles.index("Show a solution")
    solution = folds[at].find_element("tag name", "pre")
    assert not solution.is_displayed()
    stub = find(page, "section > .highlight-python pre")[0]
    assert stub.is_displayed() and "YOUR CODE HERE" in stub.text
    folds[at].find_element("tag name", "summary").send_keys(Keys.ENTER)
    wait_for(page, solution.is_displayed)
    assert ".tril()" in solution.text
    folds[at].find_element("tag name", "summary").click()
    wait_for(page, lambda: not solution.is_displayed())


def test_next_and_previous_lead_through_the_lessons(visit):
    page = visit(LESSON)
    page.execute_script("arguments[0].click()", find(page, "a.right-next")[0])
    assert "05_cross_attention_decoder" in page.current_url
    page.execute_script("arguments[0].click()", find(page, "a.left-prev")[0])
    assert LESSON in page.current_url


def test_the_switch_stays_on_the_page(visit):
    page = visit(LESSON)
    name = load_language(OTHER).name
    page.execute_script("arguments[0].click()", page.find_element("link text", name))
    wait_for(page, lambda: f"/{OTHER}/{LESSON}.html" in page.current_url)
    html = page.find_element("tag name", "html")
    assert html.get_attribute("lang") == OTHER
    titles = {x.text for x in find(page, "article details > summary")}
    known = translate.everywhere(translate.FOLDER / OTHER)
    assert known["Hint"] in titles and "Hint" not in titles
    here = find(page, ".languages [aria-current]")
    assert [x.text for x in here] == [name]
    back = page.find_element("link text", load_language(ENGLISH).name)
    page.execute_script("arguments[0].click()", back)
    wait_for(page, lambda: f"/{OTHER}/" not in page.current_url)
    assert LESSON in page.current_url


def test_a_page_in_english_alone_says_so(site):
    for name in ENGLISH_ONLY:
        file = site[0] / OTHER / f"{name}.html"
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        assert page.html["lang"] == OTHER
        assert page.find("article").find("h1").find_parent("div", lang=ENGLISH)


def test_search_finds_a_lesson(visit):
    page = visit("search.html?q=padding&x=".removesuffix(".html"))
    wait_for(page, lambda: find(page, "#search-results li a"))
    found = {link.get_attribute("href") for link in find(page, "#search-results li a")}
    assert any(LESSON in link for link in found)


def test_dark_mode_is_a_button_away_and_stays(visit, address):
    page = visit(LESSON)
    assert min(ground(page)) > 200
    find(page, ".theme-switch-button")[0].click()
    find(page, ".theme-change-button[data-mode=dark]")[0].click()
    wait_for(page, lambda: max(ground(page)) < 60)
    page.get(f"{address}/glossary.html")
    wait_for(page, lambda: len(ground(page)) == 3)
    assert max(ground(page)) < 60


@pytest.mark.parametrize(
    "name", ["index", LESSON, "glossary", "wrong", "about", "measured", "built"]
)
def test_a_phone_shows_it_without_scrolling_sideways(visit, name):
    page = visit(name, PHONE)
    wide = page.execute_script("return document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    text = find(page, "article p")[0]
    assert text.rect["x"] >= 0 and text.rect["width"] <= PHONE["width"]
    assert not find(page, ".bd-sidebar-primary a")[0].is_displayed()


def cross_of_the_scene():
    """Cells (rows, columns) of the green cross, and one around it."""
    grid = Captioner.load().encoder.grid[0]
    [picture] = draw_scenes(1, seed=SCENE)
    [cross] = [item for item in picture.scene.items if item.shape == "cross"]
    left, top, right, bottom = (x * grid / picture.scene.side for x in cross.box)
    return grid, (top - 1, bottom), (left - 1, right)


def test_the_explorer_lights_what_the_word_names(visit):
    from selenium.webdriver import ActionChains, Keys

    page = visit("index")
    words = find(page, ".attention-explorer .words button")
    assert words[-1].text == "cross"
    grid, rows, columns = cross_of_the_scene()

    def on_the_cross():
        row, column = divmod(lit(page)[0], grid)
        return rows[0] < row < rows[1] and columns[0] < column < columns[1]

    assert on_the_cross()  # the page starts with it
    ActionChains(page).move_to_element(words[2]).perform()  # the triangle
    assert not on_the_cross()
    ActionChains(page).move_to_element(words[-1]).perform()
    assert on_the_cross()
    words[2].send_keys(Keys.NULL)
    for _ in words[3:]:
        page.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert page.switch_to.active_element == words[-1] and on_the_cross()


@pytest.mark.parametrize(
    "name, dark",
    [
        ("index", False),
        (LESSON, False),
        (LESSON, True),
        ("glossary", False),
        ("measured", False),
        ("built", True),
        (f"{OTHER}/index", False),
        (f"{OTHER}/{LESSON}", False),
    ],
)
def test_axe_finds_nothing_to_mend(browser, visit, name, dark):
    axe = pytest.importorskip("selenium_axe_python").Axe(visit(name, dark=dark))
    # colours fade in: axe is to read those that stay
    browser.execute_script("document.getAnimations().forEach(fade => fade.finish())")
    browser.set_script_timeout(120)
    axe.inject()
    found = axe.run()["violations"]
    assert not found, axe.report(found)


@pytest.mark.parametrize("name", ["index", LESSON])
def test_nothing_is_fetched_from_elsewhere(visit, address, name):
    page = visit(name)
    fetched = page.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert fetched
    assert [x for x in fetched if not x.startswith((address, "data:"))] == []
