"""The main job: build and run every lesson, train on scenes, write build/report.html.

    python course.py

Interrupted, it goes on with the training where that stopped when called again.
"""

import base64
import html
import io
import os
import platform
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure

from helpers.captioner import PHOTOS, Captioner
from helpers.commands import in_words
from helpers.efficientnet import INSTALL, is_installed
from helpers.evaluation import draw_captions, evaluate_run
from helpers.explorer import explore
from helpers.free_photos import credit, free_photos
from helpers.images import load_image
from helpers.run_folder import OtherRun, read_run
from helpers.scene_scores import CLAIMS, claim_table
from helpers.train import Settings, train

OUT = Path("build")
RUN = OUT / "course"
REPORT = OUT / "report.html"
SHOWN = 8  # captioned pictures in the report
SHOWN_PHOTOS = ("admiral", "camera", "astronaut", "coffee")
BESIDE = 4  # lessons at a time, of about 1 GB each
SIDE = "test"  # scenes that training never saw, not even to validate


def main() -> None:
    """Run every step, tell how long each took, write the report."""
    steps: list[tuple[str, float]] = []

    def timed(name, work):
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        result = work()
        steps.append((name, time.monotonic() - began))
        return result

    timed("build the notebooks", lambda: run("-m", "authoring"))
    steps += run_lessons()
    history = timed("train the scenes captioner", train_on_scenes)
    scores = timed("caption held-out scenes", score)
    pictures = timed("draw where each word looked", draw)
    photos = timed("caption photos", draw_photos)
    page = render(steps, history, scores, photos, *pictures)
    REPORT.write_text(page, encoding="utf-8")
    print(f"\nDone. Open {REPORT} in a browser.")


def run_lessons() -> list[tuple[str, float]]:
    """Run all lessons, as many side by side as there are cores; seconds of each.

    Each has one thread, so that they do not take turns on the cores.
    """
    lessons = sorted(Path("solutions").glob("[0-9][0-9]_*.py"))
    beside = min(os.cpu_count() or 1, BESIDE)
    print(f"\n== run the lessons, {beside} side by side", flush=True)

    def work(lesson: Path) -> tuple[str, float, str]:
        began = time.monotonic()
        said = run(str(lesson), keep=True, OMP_NUM_THREADS="1")
        return f"run lesson {lesson.stem}", time.monotonic() - began, said

    steps = []
    with ThreadPoolExecutor(beside) as pool:
        try:
            for name, took, said in pool.map(work, lessons):
                print(f"\n== {name}: {took:.1f} s\n{said}", flush=True)
                steps.append((name, took))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return steps


def run(*words: str, keep: bool = False, **more: str) -> str:
    """Run a script or module of the project as a learner would, without a screen.

    Args:
        keep: return what it says, do not print it.
        more: variables of its environment.

    Raises:
        SystemExit: it failed; its own message stands above.
    """
    kept = {n: v for n, v in os.environ.items() if not n.startswith("PYTHON")}
    kept |= {"MPLBACKEND": "Agg"} | more  # PYTHONOPTIMIZE would strip the checks
    ways = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if keep else {}
    done = subprocess.run([sys.executable, *words], env=kept, text=True, **ways)
    if done.returncode:
        print(done.stdout or "", flush=True)
        sys.exit(f"course: {' '.join(words)} failed; its message stands above")
    return done.stdout or ""


def train_on_scenes() -> pd.DataFrame:
    """Train from nothing, or finish a training that was cut off."""
    settings = Settings()
    history = RUN / "history.csv"
    if history.exists() and len(pd.read_csv(history)) >= settings.epochs:
        shutil.rmtree(RUN)  # a finished one: this call trains its own
    try:
        train(settings, RUN, resume=True)
    except OtherRun:  # a cut-off run of other settings, from older code
        shutil.rmtree(RUN)
        train(settings, RUN)
    return pd.read_csv(history)


def score() -> pd.DataFrame:
    scores = evaluate_run(RUN, side=SIDE, beams=(1, 3), shuffled=True)
    print(scores.round(1).to_string(index=False))
    return scores


def draw() -> tuple[list[tuple[str, Figure]], str]:
    """The first held-out scenes, captioned, with where each word looked.

    The first of all is there to explore as well, as a piece of HTML.
    """
    captioner, corpus, _ = read_run(RUN)
    names = corpus.splits[SIDE][:SHOWN]
    side = captioner.encoder.image_size
    pixels = [load_image(corpus.captions.path(name), side) for name in names]
    [caption] = captioner.caption(pixels[0][None])
    explorer = explore(
        pixels[0], caption.words, caption.weights, grid=captioner.encoder.grid
    )
    return draw_captions(captioner, np.stack(pixels)), explorer.data


def draw_photos() -> str:
    """HTML: photos with a free licence, captioned by the captioner kept for them."""
    names = [name for name in SHOWN_PHOTOS if name in free_photos()]
    if not (is_installed() and names):
        told = f"photos need an encoder: {INSTALL}"
        print(told)
        return f"<p>{html.escape(told)}</p>"
    captioner = Captioner.load(PHOTOS)
    side = captioner.encoder.image_size
    pixels = np.stack([load_image(free_photos()[name], side) for name in names])
    drawn = draw_captions(captioner, pixels, beam_width=3)
    figures = [as_figure(text, figure) for text, figure in drawn]
    return "\n".join(
        f"{figure}<p><small>Photo: {html.escape(credit(name))}.</small></p>"
        for name, figure in zip(names, figures, strict=True)
    )


def as_figure(text: str, figure: Figure) -> str:
    """A captioned picture as HTML."""
    return (
        f'<figure class="of-words">'
        f"{as_image(figure, f'Where each word of “{text}” looked')}"
        f"<figcaption>{html.escape(text)}</figcaption></figure>"
    )


def render(
    steps: list[tuple[str, float]],
    history: pd.DataFrame,
    scores: pd.DataFrame,
    photos: str,
    figures: list[tuple[str, Figure]],
    explorer: str,
) -> str:
    """The report as one page that needs no other file."""
    greedy = scores.round(1).iloc[0]  # as in the table
    took = pd.DataFrame(steps, columns=["step", "took"])
    took["took"] = took["took"].map("{:.1f} s".format)
    claims = claim_table(greedy)
    table = scores.set_index(["decoding", "images"]).round(1)
    table = table.drop(columns=[c for c in table if c.partition(" ")[0] in CLAIMS])
    captions = [as_figure(text, figure) for text, figure in figures]
    fixed = history[["epoch", "train_loss", "val_loss", "caption"]].round(3)
    return Template(PAGE).substitute(
        truth=f"{greedy['truth']:.1f}",
        pointing=f"{greedy['pointing']:.1f}",
        seconds=f"{history['seconds'].iloc[-1]:.0f}",
        captions="\n".join(captions),
        photos=photos,
        explorer=explorer,
        bits=f"{greedy['bits']:.1f}",
        scores=table.to_html(na_rep="", border=0),
        claims=claims.to_html(na_rep="", border=0),
        history=fixed.to_html(index=False, border=0),
        loss=as_image(RUN / "loss.png", "Loss falling over epochs, in nats a word"),
        steps=took.to_html(index=False, border=0),
        machine=html.escape(
            f"{date.today()} · {os.cpu_count()} cores, {platform.machine()} · "
            f"Python {platform.python_version()}, torch {torch.__version__}, "
            f"{'GPU' if torch.cuda.is_available() else 'CPU'}"
        ),
    )


def as_image(picture: Figure | Path, alt: str) -> str:
    """An <img> that holds the picture itself."""
    if isinstance(picture, Figure):
        buffer = io.BytesIO()
        picture.savefig(buffer, dpi=150)
        data = buffer.getvalue()
    else:
        data = picture.read_bytes()
    encoded = base64.b64encode(data).decode()
    return f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{encoded}">'


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Patches to Captions: what ran</title>
<style>
  body { font: 17px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto;
         padding: 0 1rem; color: #1d2530; background: #fff; }
  h1 { margin-bottom: .2rem } h2 { margin-top: 2.5rem }
  .lead { font-size: 1.2rem; color: #46536a; margin-top: 0 }
  .numbers { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none }
  .numbers li { background: #f1f4f9; border-radius: .6rem; padding: .8rem 1.2rem }
  .numbers b { display: block; font-size: 1.9rem; line-height: 1.2 }
  .of-words { margin: 1.6rem 0; padding-bottom: 1rem; border-bottom: 1px solid #e3e8f0 }
  figcaption { font-size: 1.15rem; margin-top: .4rem }
  img { max-width: 100%; height: auto }
  .table { overflow-x: auto }
  table { border-collapse: collapse; font-size: .92rem }
  th, td { text-align: left; padding: .3rem .8rem; border-bottom: 1px solid #e3e8f0 }
  td { font-variant-numeric: tabular-nums }
  footer { color: #46536a; font-size: .9rem; margin: 3rem 0 }
</style>
<h1>Patches to Captions</h1>
<p class="lead">A transformer was trained from nothing on drawn scenes in $seconds
seconds. It looked at pictures it had never seen, wrote captions, and showed where it
looked for each word.</p>
<ul class="numbers">
  <li><b>$truth %</b> of its captions are true</li>
  <li><b>$pointing %</b> of the things it names it looks at</li>
  <li><b>$bits bits</b> are what a caption tells, on average</li>
</ul>
<h2>Captions, and where each word looked</h2>
<p>The first panel is the picture. Each other panel is lit where the decoder looked
when it wrote the word above it: attention on the picture's patches, averaged over
layers and heads, on one scale for all words of a caption.</p>
$captions
<h2>Photos</h2>
<p>The captioner that comes with the course for photos: an encoder that others trained,
and a decoder that learned from Flickr8k. Beam 3.</p>
$photos
<h2>Look for yourself</h2>
$explorer
<h2>Scores on held-out scenes</h2>
<p>Truth: is the caption a true statement about the scene? Pointing: does attention
peak inside the thing named, give or take one patch? Bits: a caption that is true of
every 32nd scene tells 5, a false one none. The other scores compare with the
five captions of each picture, times 100. With <em>shuffled</em> images the captioner
sees another picture than the one it is scored on: what is left is what can be guessed
without looking.</p>
<div class="table">$scores</div>
<h2>What it claims, and which lies it spots</h2>
<p>Says: how many captions claim something of this kind (a place: of scenes with two
things or more). True: how many of these are true. Spots: of a true sentence and one
that is false in this alone, how often the captioner finds the true one likelier; 50 is
chance. A hard place is that of two things in one half of the picture, where one of them
alone does not tell it. All in percent, greedy.</p>
<div class="table">$claims</div>
<h2>Training</h2>
<p>Loss in nats a word. The caption is that of one fixed picture.</p>
$loss
<div class="table">$history</div>
<h2>What ran, and how long it took</h2>
<div class="table">$steps</div>
<footer>$machine</footer>
</html>
"""


if __name__ == "__main__":
    with in_words("course"):
        main()
