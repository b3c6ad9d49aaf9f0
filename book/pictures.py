"""Remake the pictures of pages, lesson.png, demo.png, live.png, from site and demo.

python -m book.pictures      after `make book`; needs Chromium and its driver
"""

import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from selenium import webdriver

from book.demo import picture_of_demo
from book.make import BOOK, OUT
from helpers.live.__main__ import main as write_page

SITE = OUT / "html"
LIMIT = 300_000  # bytes
SCREEN = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
PAGE, TOP = "04_causal_masks", "#write-the-causal-mask"  # and what is scrolled to
LESSON, DEMO, LIVE = (BOOK / f"{name}.png" for name in ("lesson", "demo", "live"))
NARROW = {"width": 900, "height": 660, "deviceScaleFactor": 2, "mobile": False}


def main() -> None:
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    if not (driver and chromium and SITE.exists()):
        sys.exit("pictures: expected build/book/html, chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        picture_of_lesson(browser, LESSON)
        picture_of_demo(browser, DEMO)
        picture_of_live(browser, LIVE)
    finally:
        browser.quit()
    for path in (LESSON, DEMO, LIVE):
        shrink(path)


def picture_of_lesson(browser, path: Path) -> None:
    """Save what a browser shows of an exercise, in the dark."""
    theme = {"name": "prefers-color-scheme", "value": "dark"}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SCREEN)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [theme]})
    browser.get((SITE / f"{PAGE}.html").as_uri())
    time.sleep(1)  # icons and scroll marks settle
    browser.execute_script(f"document.querySelector('{TOP}').scrollIntoView()")
    time.sleep(1)
    browser.save_screenshot(str(path))


def picture_of_live(browser, path: Path) -> None:
    """Save the captioner's page: its first scene, and where the last word looked."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", NARROW)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        write_page([str(page)])
        browser.get(page.as_uri())
        browser.find_elements("css selector", ".words button")[-1].click()
        time.sleep(1)
        browser.save_screenshot(str(path))


def shrink(path: Path) -> None:
    """Make 256 colours of a picture that is too heavy; say what it weighs."""
    if path.stat().st_size > LIMIT:
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
