"""Remake the README's pictures from the built site and the demo.

python -m book.pictures      after `make book`; needs Chromium and its driver
"""

import shutil
import sys
import time
from pathlib import Path

from PIL import Image
from selenium import webdriver

from book.demo import picture_of_demo
from book.make import BOOK, OUT

SITE = OUT / "html"
LIMIT = 300_000  # bytes
DESK, PHONE = (1280, 800), (390, 800)  # pixels
VIEWS = {  # picture: page, screen, colours, and what stands at its top
    "front.png": ("index", DESK, "light", "h1"),
    "lesson.png": ("04_causal_masks", DESK, "dark", "#write-the-causal-mask"),
    "phone.png": ("07_attention_overlays", PHONE, "light", ".attention-explorer"),
}


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
        for name, view in VIEWS.items():
            take(browser, BOOK / name, *view)
        picture_of_demo(browser, BOOK / "demo.png")
    finally:
        browser.quit()
    for name in (*VIEWS, "demo.png"):
        shrink(BOOK / name)


def take(browser, path: Path, page: str, screen, colours: str, top: str) -> None:
    """Save what a browser shows of a page, scrolled to an element."""
    size = dict(zip(("width", "height"), screen, strict=True))
    screen = {**size, "deviceScaleFactor": 1, "mobile": screen == PHONE}
    theme = {"name": "prefers-color-scheme", "value": colours}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [theme]})
    browser.get((SITE / f"{page}.html").as_uri())
    time.sleep(1)  # icons and scroll marks settle
    browser.execute_script(f"document.querySelector('{top}').scrollIntoView()")
    time.sleep(1)
    browser.save_screenshot(str(path))


def shrink(path: Path) -> None:
    """Make 256 colours of a picture that is too heavy; say what it weighs."""
    if path.stat().st_size > LIMIT:
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
