"""A picture of the demo, as a browser shows it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from selenium.webdriver import ActionChains
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from helpers.app import find_captioners, make_app, start
from helpers.scenes import draw_scenes

SCENE = 63  # seed: a purple triangle left of a green cross
SIZE = 1280, 720  # pixels
SECONDS = 60  # of patience


def picture_of_demo(browser: WebDriver, path: Path) -> None:
    """Caption a scene in the demo, point at the last word, save a PNG of the page."""
    width, height = SIZE
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    app = make_app(find_captioners(folder=Path("none")))

    def wait_for(selector: str):
        wait = WebDriverWait(browser, SECONDS)
        return wait.until(lambda _: browser.find_elements("css selector", selector))[0]

    with TemporaryDirectory() as folder:
        scene = Path(folder, "scene.png")
        Image.fromarray(draw_scenes(1, seed=SCENE)[0].image).save(scene)
        browser.get(start(app))
        wait_for("#picture input[type=file]").send_keys(str(scene))
        browser.switch_to.frame(wait_for(".where iframe"))
        wait_for("button[aria-pressed]")
        last = browser.find_elements("css selector", "button")[-1]
        ActionChains(browser).move_to_element(last).perform()
        wait_for("button:last-child[aria-pressed=true]")
        browser.switch_to.default_content()
        wait_for("#picture img")
        browser.save_screenshot(str(path))
        app.close()
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
