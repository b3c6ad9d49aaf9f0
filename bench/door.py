"""The way in: seconds in a browser from a lesson's file to its first check and caption.

    python -m bench.door

Each lesson's file of a release lies alone in a folder that JupyterLab serves; Chromium
opens it and runs its cells from the top, as Shift+Enter does. The first exercise holds
our answer: what a person takes to read and to write it comes on top.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from selenium.common.exceptions import WebDriverException as NotYet
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from authoring.lesson import load_lesson
from authoring.packages import build_wheel
from authoring.project import ROOT
from authoring.release import alone

from .live import chromium

PORT = 8899
COURSE_OFF = """
import sys
sys.meta_path = [f for f in sys.meta_path if "editable" not in repr(f)]
"""  # the kernel has the libraries, and not the course of this clone
SECONDS = 180  # that a goal may take
PAUSE = 0.3  # s between two presses of a key, and two looks
GOALS = {  # the lesson, and a word of its output when the goal is reached
    "first check": ("01_patch_embedding", "the check has passed"),
    "first caption": ("07_attention_overlays", " and "),
}
CELL = ".jp-Notebook .jp-Cell"
SHOWN = """return [...document.querySelectorAll(".jp-OutputArea-output")]
    .map(output => output.textContent).join(" ")"""


def main() -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        wheel = build_wheel(folder)
        for name, _ in GOALS.values():
            (folder / name).mkdir()
            notebook = answered(alone(ROOT / "notebooks" / f"{name}.ipynb", wheel))
            nbformat.write(notebook, folder / name / f"{name}.ipynb")
        wheel.unlink()
        server = serve(folder)
        try:
            for goal, (name, seen) in GOALS.items():
                size = (folder / name / f"{name}.ipynb").stat().st_size / 1e6
                told = f"{goal}: {seconds(name, seen):.0f} s"
                print(f"{told}, {name}, {size:.1f} MB", flush=True)
        finally:
            server.terminate()
            server.wait()


def answered(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """With our answer to the first exercise."""
    [name] = [name for name, _ in GOALS.values() if name[:2] == "01"]
    exercise, answer = next(iter(load_lesson(name).solutions.items()))
    for cell in notebook.cells:
        cell.source = answer if cell.id == exercise else cell.source
    return notebook


def serve(folder: Path) -> subprocess.Popen:
    """JupyterLab in a folder; its kernels don't have the course."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "course_off.py").write_text(COURSE_OFF, encoding="utf-8")
    words = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    words += [f"--port={PORT}", "--IdentityProvider.token=", f"--notebook-dir={folder}"]
    server = subprocess.Popen(
        words,
        env={
            **os.environ,
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),  # nobody's open tabs
        },
        stderr=subprocess.DEVNULL,
    )
    for _ in range(SECONDS):
        time.sleep(1)
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", PORT)) == 0:
                break
    return server


def seconds(name: str, seen: str) -> float:
    """From opening a lesson's file in a new browser to a word in its output."""
    with chromium() as browser:
        browser.set_window_size(1200, 900)
        begun = time.monotonic()
        page = f"lab/workspaces/{name}/tree/{name}/{name}.ipynb"
        browser.get(f"http://127.0.0.1:{PORT}/{page}")
        waiting = WebDriverWait(browser, SECONDS, ignored_exceptions=[NotYet])
        waiting.until(
            lambda page: page.find_element(By.CSS_SELECTOR, CELL).click() or 1
        )
        while time.monotonic() < begun + SECONDS:
            keys = ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ENTER)
            keys.key_up(Keys.SHIFT).perform()
            time.sleep(PAUSE)
            if seen in browser.execute_script(SHOWN):
                return time.monotonic() - begun
    raise RuntimeError(f"{name}: {seen!r} was not seen within {SECONDS} s")


if __name__ == "__main__":
    main()
