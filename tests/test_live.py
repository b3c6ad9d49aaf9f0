"""The captioner in the page: PyTorch's words, mouse, finger, keyboard, no network."""

import json
import random
import time
from html import escape

import pytest

from bench.live import broken, compare, compare_broken, faults, pictures, write_broken
from helpers.captioner import Captioner
from helpers.claims import RELATIONS, Claim, Item, Scene, Thing, meanings
from helpers.explorer import as_page
from helpers.language import codes, load_language
from helpers.live import live
from helpers.live.__main__ import main

SCENES, BROKEN = 40, 6  # `python -m bench.live` asks for 1,000 and 50


@pytest.fixture(scope="module")
def captioner():
    return Captioner.load()


@pytest.fixture(scope="module")
def file(captioner, tmp_path_factory):
    file = tmp_path_factory.mktemp("live") / "page.html"
    file.write_text(as_page(live(captioner), "Paint and see"), encoding="utf-8")
    return file


@pytest.fixture
def page(browser, file):
    browser.set_window_size(900, 900)
    for log in ("performance", "browser"):
        browser.get_log(log)  # of pages of other tests
    browser.get(file.as_uri())
    yield browser
    faulty = [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    assert not faulty


def find(browser, selector):
    return browser.find_elements("css selector", f".live-captioner {selector}")


def words(browser):
    return [button.text for button in find(browser, ".words button")]


def wait(browser, holds, seconds=10):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, find(browser, ".words")[0].text
        time.sleep(0.05)


def test_it_writes_what_pytorch_writes(page, captioner):
    said = compare(page, captioner, SCENES)
    assert said["greedy equal"] == said["beams equal"] == SCENES
    assert said["weights apart"] < 1e-5


def test_every_switch_does_what_the_mistake_does(page, captioner):
    names = faults(page)
    assert len(names) >= 9
    for fault in names:
        assert compare_broken(page, captioner, fault, BROKEN) == (BROKEN, BROKEN), fault


def test_switches_change_something(captioner):
    """Else the comparison above compares nothing; and PyTorch comes back whole."""
    side = captioner.encoder.image_size
    pixels, other = pictures(30, 5, side), pictures(1, 6, side)
    whole = captioner.generate(captioner.encode(pixels))
    for fault in ("no_scale", "softmax_over_queries", "mask_inverted", "other_memory"):
        assert write_broken(captioner, pixels, other, fault) != whole
    with broken(captioner, "no_last_norm"):
        pass
    assert captioner.generate(captioner.encode(pixels)) == whole


def test_a_shape_is_added_recoloured_and_deleted(page):
    from selenium.webdriver import Keys

    before = len(find(page, ".scene [role=button]"))
    find(page, ".shapes button[value=cross]")[0].click()
    assert len(find(page, ".scene [role=button]")) == before + 1
    find(page, ".colours input[value=blue]")[0].click()
    added = find(page, ".scene [role=button]")[-1]
    assert "blue cross" in added.get_attribute("aria-label")
    added.send_keys("-")
    assert "small blue cross" in added.get_attribute("aria-label")
    added.send_keys(Keys.DELETE)
    assert len(find(page, ".scene [role=button]")) == before


def test_dragging_writes_anew(page):
    from selenium.webdriver import ActionChains

    item = find(page, ".scene [role=button]")[0]
    before = item.get_attribute("aria-label"), find(page, ".told")[0].text
    ActionChains(page).drag_and_drop_by_offset(item, 60, 90).perform()
    wait(page, lambda: item.get_attribute("aria-label") != before[0])
    assert words(page)


def test_a_finger_drags_too(page):
    from selenium.webdriver.common.actions.action_builder import ActionBuilder
    from selenium.webdriver.common.actions.pointer_input import PointerInput

    item = find(page, ".scene [role=button]")[0]
    before = item.get_attribute("aria-label")
    touch = ActionBuilder(page, mouse=PointerInput("touch", "finger"))
    touch.pointer_action.move_to(item).pointer_down().move_by(50, 40).pointer_up()
    touch.perform()
    wait(page, lambda: item.get_attribute("aria-label") != before)


def test_arrow_keys_move_and_stay_in_the_page(page):
    from selenium.webdriver import Keys

    item = find(page, ".scene [role=button]")[0]
    before = item.get_attribute("aria-label")
    page.execute_script("addEventListener('keydown', e => (window.seen = e.key))")
    item.send_keys(Keys.ARROW_LEFT)
    wait(page, lambda: item.get_attribute("aria-label") != before)
    assert page.execute_script("return window.seen") is None


def test_a_word_lights_where_it_looked(page):
    find(page, ".words button")[-1].click()
    lit = page.execute_script(
        "return [...document.querySelectorAll('.veil rect')]"
        ".map(cell => Number(cell.style.fillOpacity))"
    )
    assert max(lit) == pytest.approx(0.65) and min(lit) < 0.3
    assert words(page)[-1] in find(page, ".told")[0].text


@pytest.mark.parametrize(
    "said, items, expected",
    [
        ("a red ring", "red ring", True),
        ("a red ring and a blue cross", "red ring, blue cross", True),
        ("a red ring left of a blue cross", "red ring, blue cross", True),
        ("a red ring right of a blue cross", "red ring, blue cross", False),
        ("there are two rings", "red ring, blue ring", True),
        ("there are two rings", "red ring, blue cross", False),
        ("a ring ring", "red ring", False),
    ],
)
def test_truth_is_that_of_the_grammar(page, said, items, expected):
    things = [
        {"shape": shape, "colour": colour, "size": "large", "radius": 8, "y": 20}
        | {"x": 12 + 22 * k}
        for k, (colour, shape) in enumerate(map(str.split, items.split(", ")))
    ]
    judged = page.execute_script(
        "const { live } = document.querySelector('.live-captioner');"
        "return live.judge(arguments[0].split(' '), arguments[1], live.world)",
        said,
        things,
    )
    assert judged["true"] is expected


@pytest.mark.parametrize("code", codes())
def test_sentences_of_each_language_are_judged_as_in_python(page, code):
    """Those that it can say, and those with a word of another in place of one."""
    language, draw = load_language(code), random.Random(5)
    shapes = [Item("ring", "red", "large", (4, 4, 20, 20))]
    shapes += [Item("cross", "blue", "small", (30, 26, 42, 38))]
    scene = Scene(tuple(shapes), 48)
    things = [
        Thing(noun, colour, size)
        for noun in ("ring", "cross", "object")
        for colour in (None, "red", "blue")
        for size in (None, "large", "small")
    ]
    claims = [Claim((one,), count=n) for one in things for n in (0, 1, 2, 4)]
    named = [one for one in things if one.noun != "object"]
    claims += [Claim((one,)) for one in named]
    claims += [
        Claim((draw.choice(named), draw.choice(named)), relation)
        for relation in RELATIONS
        for _ in range(40)
    ]
    said = [language.say(x, opening=draw.random() < 0.5) for x in claims]
    for words in [text.split() for text in said]:
        words[draw.randrange(len(words))] = draw.choice(draw.choice(said).split())
        said.append(" ".join(words))
    expected = []
    for text in said:
        found = language.read(text)
        expected.append(
            {"true": bool(meanings(found[0], scene)), "words": sorted(set(found[1]))}
            if found
            else None
        )
    assert 100 < sum(x is not None for x in expected) < len(said) - 50
    judged = page.execute_script(
        "const { live } = document.querySelector('.live-captioner');"
        "const world = { ...live.world, language: arguments[2], phrases: undefined };"
        "const judge = said => live.judge(said.split(' '), arguments[1], world);"
        "const words = named => Object.keys(named).map(Number);"
        "return arguments[0].map(judge)"
        ".map(x => x.sentence ? { true: x.true, words: words(x.named) } : null)",
        said,
        [
            {"shape": "ring", "colour": "red", "size": "large"}
            | {"x": 12, "y": 12, "radius": 8},
            {"shape": "cross", "colour": "blue", "size": "small"}
            | {"x": 36, "y": 32, "radius": 6},
        ],
        language.tables,
    )
    assert dict(zip(said, judged, strict=True)) == dict(
        zip(said, expected, strict=True)
    )


def test_a_pasted_picture_is_captioned_and_not_judged(page, tmp_path):
    from PIL import Image

    Image.new("RGB", (90, 60), "navy").save(tmp_path / "own.png")
    find(page, ".open")[0].send_keys(str(tmp_path / "own.png"))
    wait(page, lambda: "your own" in find(page, ".verdict")[0].text)


def test_a_file_that_is_no_picture_is_told(page, tmp_path):
    (tmp_path / "own.png").write_text("no picture")
    find(page, ".open")[0].send_keys(str(tmp_path / "own.png"))
    wait(page, lambda: "not a picture" in find(page, ".verdict")[0].text)


def test_rooms_open_and_hold_the_models_numbers(page):
    for room in page.find_elements("css selector", ".machine, .rooms details"):
        page.execute_script("arguments[0].open = true", room)
    wait(page, lambda: len(find(page, ".rooms canvas")) > 40)
    first = find(page, ".room-next tbody th")[0].text
    chosen = page.execute_script(
        "const { state } = document.querySelector('.live-captioner').live;"
        "return state.caption.words[Math.max(0, state.word)]"
    )
    assert first == chosen  # greedy: the likeliest word is the one that is written


def test_a_guess_is_compared_with_what_happens(page):
    page.execute_script("document.querySelector('.faults').open = true")
    find(page, "input[value=breaks]")[0].click()
    find(page, "input[value=softmax_over_queries]")[0].click()
    wait(page, lambda: "% (whole:" in find(page, ".measured")[0].text, seconds=120)


def test_nothing_is_loaded(page, file):
    asked = [
        json.loads(line["message"])["message"] for line in page.get_log("performance")
    ]
    urls = [
        a["params"]["request"]["url"]
        for a in asked
        if a["method"] == "Network.requestWillBeSent"
    ]
    assert urls, "Chromium told of no request at all"
    assert [u for u in urls if not u.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 900])
def test_axe_finds_nothing_and_nothing_is_cut_off(browser, file, scheme, width):
    from selenium_axe_python import Axe

    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    phone = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    try:
        browser.get(file.as_uri())
        browser.execute_script(
            "document.querySelectorAll('details').forEach(d => (d.open = true))"
        )
        time.sleep(0.5)
        axe = Axe(browser)
        axe.inject()
        found = axe.run()["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_it_lives_in_a_notebook(browser, captioner, tmp_path):
    """In a frame of no origin that may run scripts and load nothing, as on Colab."""
    policy = (
        "default-src 'none'; img-src data: blob:; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    )
    inner = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    inner = escape(inner + live(captioner).data)
    file = tmp_path / "notebook.html"
    file.write_text(
        f'<!doctype html><meta charset=utf-8><iframe sandbox="allow-scripts" '
        f'srcdoc="{inner}" height=900 width=800></iframe>',
        encoding="utf-8",
    )
    browser.get(file.as_uri())
    browser.switch_to.frame(0)
    wait(browser, lambda: words(browser))
    browser.switch_to.default_content()


def test_other_captioners_are_refused(captioner, tmp_path, monkeypatch):
    monkeypatch.setitem(captioner.config["decoder"], "kind", "lstm")
    with pytest.raises(ValueError, match="expected a captioner with --encoder vit"):
        live(captioner)


def test_the_command_writes_a_page_or_says_why_not(tmp_path, capsys):
    main([str(tmp_path / "a" / "page.html")])
    assert "MB, open it in a browser" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([str(tmp_path / "page.html"), "--run", str(tmp_path / "none")])
    assert "expected a captioner" in capsys.readouterr().err
