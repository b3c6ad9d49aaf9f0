"""The explorer: its data, its safety, and, in a real browser, what it lights."""

import json
import re
import time
from html import escape
from html.parser import HTMLParser

import numpy as np
import pytest
import torch

from helpers.captioner import Captioner
from helpers.explorer import as_page, explore
from helpers.scenes import draw_scenes

ROWS, COLS, T, L, HEADS = 3, 5, 4, 2, 3
WORDS = ["a", "red", "ring", '<b>"x"&\'y']
SIZE_LIMIT = 300_000  # bytes


class Figure(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.about, self.buttons, self.options, self.inside = None, [], [], None
        self.addresses = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "figure":
            self.about = attrs
        self.addresses += [attrs[k] for k in ("src", "href") if k in attrs]
        self.inside = tag

    def handle_data(self, data):
        if self.inside == "button":
            self.buttons.append(data)
        elif self.inside == "option":
            self.options.append(data)
        self.inside = None


def picture(height=24, width=40):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def some_weights(n=ROWS * COLS):
    generator = torch.Generator().manual_seed(0)
    return torch.randn(T, L, HEADS, n, generator=generator).softmax(-1)


def test_it_holds_every_weight_word_and_view():
    weights = some_weights()
    figure = Figure(explore(picture(), WORDS, weights, grid=(ROWS, COLS)).data)
    held = torch.tensor(json.loads(figure.about["data-weights"])) / 10_000
    torch.testing.assert_close(held, weights, atol=5.1e-5, rtol=0)
    assert (figure.about["data-rows"], figure.about["data-cols"]) == ("3", "5")
    assert figure.buttons == WORDS
    assert len(figure.options) == 1 + L * (1 + HEADS)


def test_it_needs_nothing_from_elsewhere_and_is_small():
    captioner, scene = Captioner.load(), draw_scenes(1, seed=63)[0]
    [written] = captioner.caption(scene.image[None])
    grid = captioner.encoder.grid
    html = explore(scene.image, written.words, written.weights, grid=grid).data
    assert len(html.encode()) < SIZE_LIMIT
    assert all(address.startswith("data:") for address in Figure(html).addresses)
    outside = re.findall(r"https?://[^\"' ]+", html)
    assert set(outside) == {"http://www.w3.org/2000/svg"}  # a name, never fetched


def test_a_photo_stays_small():
    html = explore(picture(224, 224), WORDS, some_weights(49), grid=(7, 7)).data
    assert len(html.encode()) < SIZE_LIMIT


def test_one_head_of_one_layer_may_leave_out_both_axes():
    figure = Figure(
        explore(picture(), WORDS, some_weights()[:, 0, 0], grid=(3, 5)).data
    )
    assert np.shape(json.loads(figure.about["data-weights"])) == (T, 1, 1, 15)


@pytest.mark.parametrize(
    "weights, message",
    [
        (some_weights()[:3], "for 4 words, got .3, 2, 3, 15.; leave out"),
        (some_weights(16), "3 x 5 = 15 patches, got 16; is the class token"),
    ],
)
def test_what_does_not_belong_together_is_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        explore(picture(), WORDS, weights, grid=(ROWS, COLS))


@pytest.fixture
def page(browser, tmp_path):
    """A page with two explorers; weights of word t in layer l: all on one patch."""
    weights = torch.zeros(T, L, HEADS, ROWS * COLS)
    for t in range(T):
        weights[t, 0, :, 3 * t] = 1
        weights[t, 1, :, 14 - t] = 1
    html = explore(picture(), WORDS, weights, grid=(ROWS, COLS)).data
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{html}{html}")
    browser.get(file.as_uri())
    return browser


def find(page, selector):
    return page.find_elements("css selector", selector)


def lit(page):
    """Positions of the patches drawn brightest in the first explorer."""
    cells = find(page, "figure:first-of-type .patch")
    fills = [cell.get_attribute("fill") for cell in cells]
    brightest = max(fills, key=lambda fill: sum(bytes.fromhex(fill[1:])))
    return [k for k, fill in enumerate(fills) if fill == brightest]


def test_the_mouse_chooses_words_and_asks_for_weights(page):
    from selenium.webdriver import ActionChains

    for t, button in enumerate(find(page, "figure:first-of-type button")):
        ActionChains(page).move_to_element(button).perform()
        assert button.get_attribute("aria-pressed") == "true"
        assert lit(page) == sorted({3 * t, 14 - t})
    patch = find(page, "figure:first-of-type .patch")[11]
    ActionChains(page).move_to_element(patch).perform()
    told = find(page, "output")[0].text
    assert "row 3, column 2: 50.0 %" in told and WORDS[3] in told


def test_a_layer_alone_has_its_own_map_and_figures_do_not_mix(page):
    find(page, 'figure:first-of-type option[value="1 -1"]')[0].click()
    assert lit(page) == [14]
    assert "row 3, column 5: 100.0 %" in find(page, "output")[0].text
    assert "row 1, column 1: 50.0 %" in find(page, "output")[1].text


def test_the_keyboard_reaches_words_and_patches(page):
    from selenium.webdriver import Keys

    word = find(page, "button")[0]
    word.send_keys(Keys.ARROW_RIGHT, Keys.NULL)
    page.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert page.switch_to.active_element.text == "ring"
    assert lit(page) == [6, 12]
    svg = find(page, "svg")[0]
    svg.send_keys(Keys.ARROW_RIGHT)
    svg.send_keys(Keys.ARROW_DOWN)
    svg.send_keys(Keys.ARROW_RIGHT)
    assert "row 2, column 2: 50.0 %" in find(page, "output")[0].text


def tap(page, element):
    """A finger on an element and off again."""
    place = "const b = arguments[0].getBoundingClientRect(); return [b.x + 5, b.y + 5]"
    x, y = page.execute_script(place, element)
    touch = [{"x": x, "y": y}]
    for kind, points in (("touchStart", touch), ("touchEnd", [])):
        event = {"type": kind, "touchPoints": points}
        page.execute_cdp_cmd("Input.dispatchTouchEvent", event)


def test_a_finger_chooses_words_and_asks_for_weights(page):
    tap(page, find(page, "button")[1])
    assert lit(page) == [3, 13]
    tap(page, find(page, ".patch")[3])
    assert "“red”, row 1, column 4: 50.0 %" in find(page, "output")[0].text
    tap(page, find(page, "button")[2])
    assert "“ring”, most at row 2, column 2" in find(page, "output")[0].text


def test_arrows_are_kept_from_the_page_around(page):
    from selenium.webdriver import Keys

    page.execute_script("addEventListener('keydown', e => (window.seen = e.key))")
    find(page, "button")[0].send_keys(Keys.ARROW_RIGHT)
    find(page, "svg")[0].send_keys(Keys.ARROW_DOWN)
    assert page.execute_script("return window.seen") is None


def test_it_works_where_notebooks_show_their_output(browser, tmp_path):
    """As Colab does: in a frame that may run scripts, and is of no origin.

    The policy is that of editors that show notebooks: nothing from any address.
    """
    html = explore(picture(), WORDS, some_weights(), grid=(ROWS, COLS)).data
    policy = (
        "default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    )
    inner = f'<meta http-equiv="Content-Security-Policy" content="{policy}">{html}'
    file = tmp_path / "page.html"
    frame = f'<iframe sandbox="allow-scripts" srcdoc="{escape(inner)}" height=500>'
    file.write_text(f"<!doctype html><meta charset=utf-8>{frame}</iframe>")
    browser.get_log("browser")  # of the pages before
    browser.get(file.as_uri())
    browser.switch_to.frame(0)
    buttons = find(browser, "button")
    assert [button.text for button in buttons] == WORDS
    buttons[-1].click()
    assert WORDS[-1] in find(browser, "output")[0].text
    browser.execute_script("return document.querySelector('image').decode()")
    assert not [
        line for line in browser.get_log("browser") if line["level"] == "SEVERE"
    ]


def test_a_page_to_send_has_all_in_it(browser, tmp_path):
    title = 'a <ring> & "more"'
    explorer = explore(picture(), WORDS, some_weights(), grid=(ROWS, COLS))
    file = tmp_path / "page.html"
    file.write_text(as_page(explorer, title), encoding="utf-8")
    browser.get(file.as_uri())
    assert browser.title == title
    assert len(find(browser, ".patch")) == ROWS * COLS


def test_the_named_thing_of_a_scene_is_lit(browser, tmp_path):
    captioner, scene = Captioner.load(), draw_scenes(1, seed=63)[0]
    [written] = captioner.caption(scene.image[None])
    assert written.text == "a purple triangle left of a green cross"
    grid = captioner.encoder.grid
    html = explore(scene.image, written.words, written.weights, grid=grid).data
    file = tmp_path / "scene.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{html}")
    browser.get(file.as_uri())
    time.sleep(0.1)
    find(browser, "button")[-1].click()
    row, col = divmod(lit(browser)[0], grid[1])
    patch = scene.scene.side / grid[0]
    [cross] = [item for item in scene.scene.items if item.shape == "cross"]
    left, top, right, bottom = cross.box
    assert left - patch < col * patch < right and top - patch < row * patch < bottom
    assert not [
        line for line in browser.get_log("browser") if line["level"] == "SEVERE"
    ]
