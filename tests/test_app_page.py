"""The demo as a browser meets it: served, used by mouse and keyboard, and read."""

import base64
import io
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from PIL import Image

pytest.importorskip("gradio", reason="the demo needs the extra app")

from helpers import app
from helpers.captioner import Captioner
from helpers.scenes import draw_scenes

ROOT = Path(__file__).resolve().parent.parent
PIXELS = draw_scenes(1, seed=63)[0].image
CAPTION = "a purple triangle left of a green cross"  # what ours writes of it
SCENE = Image.fromarray(PIXELS)
MEGA = 1_000_000


def saved(image, path):
    image.save(path)
    return str(path)


@pytest.fixture(scope="module")
def server():
    """The command, running; the address that it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "helpers.app", "--port", port]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        # a shell's background job ignores SIGINT, and so would all that it starts
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    yield process.stdout.readline().split()[-1]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=90)
    assert process.returncode == 0


def test_it_listens_to_this_machine_alone_and_takes_no_huge_file(server):
    assert server.startswith("http://127.0.0.1:")
    huge = {"files": ("a.png", io.BytesIO(bytes(21 * MEGA)))}
    sent = httpx.post(f"{server}gradio_api/upload", files=huge, trust_env=False)
    assert sent.status_code == 413


def test_a_file_that_nobody_handed_in_is_not_read(server, tmp_path):
    private = {
        "path": saved(SCENE, tmp_path / "a.png"),
        "meta": {"_type": "gradio.FileData"},
    }
    call = {
        "session_hash": "me",
        "fn_index": 1,
        "data": [private, app.AUTOMATIC, "greedy"],
    }
    with httpx.Client(base_url=f"{server}gradio_api/", trust_env=False) as client:
        client.post("queue/join", json=call).raise_for_status()
        told = client.get("queue/data", params={"session_hash": "me"}).text
    assert "process_completed" in told and '"success":false' in told
    assert CAPTION not in told


@pytest.fixture
def page(server, browser):
    browser.get_log("performance")  # empties it
    size(browser, 1200, 900)
    browser.get(server)
    wait(browser, lambda: find(browser, "#picture input[type=file]"))
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def wait(browser, condition):
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, 90).until(lambda _: condition())


def size(browser, width, height):
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def find(browser, selector):
    return browser.find_elements("css selector", selector)


def caption(browser):
    """Wait for a caption and return it."""
    [said] = wait(browser, lambda: find(browser, ".said .caption"))
    return said.text


def draw(browser):
    """Have a scene drawn and captioned; go into the explorer's frame."""
    browser.find_element("xpath", "//button[normalize-space()='Draw a scene']").click()
    said = caption(browser)
    browser.switch_to.frame(find(browser, ".where iframe")[0])
    return said


def upload(browser, file):
    find(browser, "#picture input[type=file]")[0].send_keys(file)


# A picture in the clipboard, and Ctrl+V or the page's own button.
BLOB = """
const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
const done = arguments[1], blob = new Blob([bytes], { type: "image/png" });
"""
PASTE = {
    "keys": BLOB
    + """
const clipboardData = new DataTransfer(), how = { clipboardData, bubbles: true };
clipboardData.items.add(new File([blob], "image.png", { type: blob.type }));
document.body.dispatchEvent(new ClipboardEvent("paste", how));
done();
""",
    "button": BLOB
    + """
const item = new ClipboardItem({ [blob.type]: blob });
navigator.clipboard.write([item]).then(() => done());
""",
}


def test_a_drawn_scene_is_captioned_and_explored_in_a_sealed_frame(page):
    from selenium.webdriver import ActionChains

    said = draw(page)
    words = find(page, "button")
    assert " ".join(word.text for word in words) == said
    ActionChains(page).move_to_element(words[-1]).perform()
    wait(page, lambda: words[-1].get_attribute("aria-pressed") == "true")
    assert f"“{words[-1].text}”" in find(page, "output")[0].text
    assert page.execute_script("return self.origin") == "null"


def test_a_photo_is_uploaded_and_the_other_decoding_asked_for(page, tmp_path):
    paper = Image.new("RGB", (300, 200), "white")
    paper.paste((255, 0, 0), (120, 70, 180, 130))
    upload(page, saved(paper, tmp_path / "a.jpg"))
    assert caption(page)
    assert "is unlike the" in find(page, ".said .note")[0].text
    upload(page, saved(SCENE, tmp_path / "b.png"))
    wait(page, lambda: not find(page, ".said .note") and caption(page) == CAPTION)
    [written] = Captioner.load().caption(PIXELS[None], beam_width=3)
    find(page, "input[type=radio]")[1].click()
    wait(page, lambda: caption(page) == written.text)


def toasts(browser, told):
    return [toast for toast in find(browser, ".toast-body") if told in toast.text]


def test_what_is_too_large_or_no_picture_is_refused_in_words(page, tmp_path):
    for name, size, told in (
        ("a.png", 21 * MEGA, "exceed the maximum allowed size of 20"),
        ("a.txt", 1, "Invalid file type"),
    ):
        file = tmp_path / name
        file.write_bytes(bytes(size))
        upload(page, str(file))
        wait(page, lambda told=told: toasts(page, told))
    file = tmp_path / "b.png"
    file.write_bytes(b"<html>404 not found</html>")
    upload(page, str(file))
    wait(page, lambda: find(page, ".said[role=alert]"))


@pytest.mark.parametrize("way", ["keys", "button"])
def test_a_picture_is_pasted(page, way, tmp_path):
    file = io.BytesIO()
    SCENE.save(file, "PNG")
    if way == "button":
        granted = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
        page.execute_cdp_cmd("Browser.grantPermissions", granted)
    page.execute_async_script(PASTE[way], base64.b64encode(file.getvalue()).decode())
    if way == "button":
        find(page, "button[aria-label='Paste from clipboard']")[0].click()
    assert caption(page) == CAPTION


def test_the_keyboard_reaches_everything(page):
    from selenium.webdriver import ActionChains, Keys

    def step(key=Keys.TAB):
        ActionChains(page).send_keys(key).perform()
        return page.switch_to.active_element

    names = []
    while "Draw a scene" not in names:
        here = step()
        names += [here.text.strip() or here.get_attribute("aria-label")]
    assert {"Upload file", "Paste from clipboard", "Capture from camera"} <= {*names}
    step(Keys.ENTER)
    said = caption(page)
    kinds = []
    while "iframe" not in kinds:
        here = step()
        kinds += [here.get_attribute("type") or here.tag_name]
    assert "radio" in kinds and len(kinds) < 9
    page.switch_to.frame(find(page, "iframe")[0])
    while page.switch_to.active_element.tag_name != "button":
        step()
    words = said.split()
    step(Keys.ARROW_RIGHT)
    assert page.switch_to.active_element.text == words[min(1, len(words) - 1)]


def test_nothing_is_asked_of_anybody_else(page, server):
    draw(page)
    events = [json.loads(e["message"])["message"] for e in page.get_log("performance")]
    asked = {
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert len(asked) > 20
    assert not [url for url in asked if not url.startswith((server, "data:", "blob:"))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(page, server, scheme):
    axe = pytest.importorskip("selenium_axe_python").Axe(page)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page.refresh()
    wait(page, lambda: find(page, "#picture input[type=file]"))
    for go in (lambda: None, lambda: draw(page), page.switch_to.default_content):
        go()  # the empty page, the explorer in its frame, the page around it
        axe.inject()
        found = axe.run(options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
        assert not found["violations"], axe.report(found["violations"])


def test_a_phone_shows_it_without_scrolling_sideways(page, tmp_path):
    size(page, 360, 800)
    upload(page, saved(SCENE, tmp_path / "a.png"))
    assert caption(page) == CAPTION
    wide = "return document.documentElement.scrollWidth <= innerWidth"
    assert page.execute_script(wide)
    page.switch_to.frame(find(page, ".where iframe")[0])
    assert page.execute_script(wide)
    tall = "return document.documentElement.scrollHeight <= innerHeight"
    assert page.execute_script(tall)
