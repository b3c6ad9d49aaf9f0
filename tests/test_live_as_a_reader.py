"""The captioner's page as a reader meets it: paste, swipe, follow a link, break it."""

import re
from html import unescape
from pathlib import Path

import pytest
import torch
from test_live import find, wait, words

from bench.live import WRITTEN, compare, own_scene
from helpers.captioner import Captioner
from helpers.explorer import as_page
from helpers.live import live
from helpers.live.__main__ import main
from helpers.tokens import Vocabulary
from helpers.worlds import FAIR

PHONE = {"width": 390, "height": 700, "deviceScaleFactor": 1, "mobile": True}
SCENES = 20

PASTE = """
const canvas = document.createElement("canvas"), clipboardData = new DataTransfer();
canvas.toBlob(blob => {
  clipboardData.items.add(new File([blob], "own.png", { type: "image/png" }));
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true });
  document.body.dispatchEvent(paste);
});"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    file = tmp_path_factory.mktemp("live") / "page.html"
    file.write_text(as_page(live(), "Paint and see"), encoding="utf-8")
    return file


@pytest.fixture
def page(browser, file):
    browser.set_window_size(900, 900)
    browser.get(file.as_uri())
    return browser


@pytest.fixture
def phone(browser, file):
    touch = {"enabled": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", touch)
    browser.get(file.as_uri())
    yield browser
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def swipe(browser, x, y, down):
    """A finger goes from a place of the window `down` pixels, in ten steps."""

    def touch(kind, *points):
        event = {"type": kind, "touchPoints": points}
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", event)

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        touch("touchMove", {"x": x, "y": y + down * step / 10})
    touch("touchEnd")


def test_a_scene_of_ones_own_is_captioned(browser, file):
    _, said = own_scene(browser, file)
    assert said == words(browser)
    labels = [x.get_attribute("aria-label") for x in find(browser, ".scene g g")]
    assert any("red ring" in label for label in labels)


def test_a_captioner_of_other_sizes_writes_what_pytorch_writes(browser, tmp_path):
    torch.manual_seed(0)
    sizes = {"layers": 1, "dropout": 0.0}
    encoder = {
        "spec": "vit",
        "image_size": 32,
        "patch_size": 8,
        "width": 24,
        "heads": 3,
    }
    decoder = {"kind": "transformer", "width": 32, "heads": 2, "max_length": 9}
    own = Captioner(
        {"encoder": encoder | sizes, "decoder": decoder | sizes},
        Vocabulary(["a", "red", "ring", "blue", "cross"]),
        pretrained=False,
    )
    own.half().float().eval()  # the page gets its numbers at half precision
    file = tmp_path / "own.html"
    file.write_text(as_page(live(own), "own"), encoding="utf-8")
    browser.get(file.as_uri())
    said = compare(browser, own, SCENES)
    assert said["greedy equal"] == said["beams equal"] == SCENES
    assert said["weights apart"] < 1e-5


def test_the_page_paints_what_the_captioner_has_learnt(page):
    shapes = [x.get_attribute("value") for x in find(page, ".shapes button")]
    colours = [x.get_attribute("value") for x in find(page, ".colours input")]
    assert (shapes, colours) == ([*FAIR.shapes], [*FAIR.colours])


def test_a_broken_machine_stands_beside_the_whole_one(page):
    page.get(f"{page.current_url.split('?')[0]}?break=other_memory")
    find(page, ".faults input[value=nothing]")[0].click()
    find(page, "input[value=other_memory]")[0].click()
    wait(page, lambda: "You said" in find(page, ".measured")[0].text, seconds=180)
    measured = find(page, ".faults")[0]
    assert float(measured.get_attribute("data-whole")) > 0.8
    assert float(measured.get_attribute("data-truth")) < 0.2
    assert not find(page, ".faults [type=radio]:checked")  # the next guess is a new one


def test_a_picture_is_pasted_wherever_the_focus_is(page):
    page.execute_script(PASTE)
    wait(page, lambda: "your own" in find(page, ".verdict")[0].text)


def test_a_link_opens_a_room(page, file):
    page.get(f"{file.as_uri()}?room=cross")
    wait(page, lambda: page.switch_to.active_element.text.startswith("8. Query"))
    wait(page, lambda: find(page, ".room-cross canvas"))
    assert find(page, ".room-cross summary")[0].is_displayed()
    assert not find(page, ".room-memory")[0].get_attribute("open")


def test_a_link_leads_to_a_switch_and_leaves_it_to_the_reader(page, file):
    page.get(f"{file.as_uri()}?break=no_scale")
    [switch] = find(page, "input[value=no_scale]")
    wait(page, lambda: page.switch_to.active_element == switch)
    assert switch.is_displayed() and not switch.is_selected()


def test_when_it_goes_wrong_leads_to_every_switch(page):
    book = Path(__file__).parent.parent / "book" / "wrong.md"
    links = re.findall(r'\?break=(\w+)">(.+?)</a>', book.read_text(encoding="utf-8"))
    switches = {
        label.find_element("tag name", "input").get_attribute("value"): label
        for label in find(page, ".switches label")
    }
    told = {name: x.get_attribute("textContent") for name, x in switches.items()}
    assert {name: unescape(text) for name, text in links} == {
        name: text.strip() for name, text in told.items()
    }


@pytest.mark.parametrize("query", ["?room=nowhere", '?break="]', "?other=1"])
def test_a_link_to_nothing_opens_nothing(page, file, query):
    page.get(f"{file.as_uri()}{query}")
    assert words(page) and not find(page, "details[open]")


def test_rooms_link_to_the_walkthrough_named(page, tmp_path):
    file = tmp_path / "page.html"
    main([str(file), "--lessons", "https://example.org/course/"])
    page.get(file.as_uri())
    page.execute_script("document.querySelector('.machine').open = true")
    for room in find(page, ".rooms > details"):
        page.execute_script("arguments[0].open = true", room)
    links = [x.get_attribute("href") for x in find(page, ".rooms a")]
    assert len(links) == 10
    assert links[0] == "https://example.org/course/01_patch_embedding.html"


def test_two_in_one_notebook_do_not_share_their_choices(page, tmp_path):
    file = tmp_path / "two.html"
    file.write_text(f"<!doctype html>{live().data}{live().data}", encoding="utf-8")
    page.get(file.as_uri())
    wait(page, lambda: len(find(page, ".colours :checked")) == 2)
    find(page, ".colours input[value=red]")[0].click()
    assert len(find(page, ".colours :checked")) == 2


def test_a_swipe_drags_a_shape_and_scrolls_over_bare_ground(phone):
    item, scene = find(phone, ".scene g g")[0], find(phone, ".scene")[0].rect
    before, box = item.get_attribute("aria-label"), item.rect
    swipe(phone, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 60)
    phone.execute_async_script(WRITTEN)
    assert item.get_attribute("aria-label") != before
    assert phone.execute_script("return scrollY") == 0
    swipe(phone, scene["x"] + 20, scene["y"] + scene["height"] - 20, -200)
    wait(phone, lambda: phone.execute_script("return scrollY") > 50)


def test_on_a_phone_the_sentence_stands_right_below_the_scene(phone):
    scene, said = find(phone, ".scene")[0].rect, find(phone, ".words")[0].rect
    assert 0 <= said["y"] - scene["y"] - scene["height"] < 40
    assert said["y"] + said["height"] <= PHONE["height"]
