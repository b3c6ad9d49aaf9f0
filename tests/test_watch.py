"""A live view: renewed in one place, seldom enough, silent in scripts, in nobody's way.

Time is a clock that the tests move; nothing here is measured.
"""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from safetensors.torch import load_file

from helpers import watch as module
from helpers.train import Settings, train
from helpers.watch import POINTS, SHARE, Watch, draw_curve, in_file

H, W, GRID = 6, 8, (2, 3)  # all different
WORDS = ["a", "<b>", "ring", "&"]
WEIGHTS = torch.rand(4, 6, generator=torch.Generator().manual_seed(0))
STEPS = 500


@pytest.fixture
def clock():
    """Seconds, moved by hand."""
    now = SimpleNamespace(seconds=100.0)
    now.read = lambda: now.seconds
    return now


@pytest.fixture
def watched(clock):
    """A watch that shows into a list, and a look that takes 0.25 s."""
    pieces = []
    image = np.zeros((H, W, 3), np.uint8)
    watch = Watch(image, grid=GRID, steps=STEPS, show=pieces.append, clock=clock.read)

    def look():
        clock.seconds += 0.25
        return WORDS, WEIGHTS

    return SimpleNamespace(watch=watch, look=look, pieces=pieces)


def learn(watched, clock, *, seconds):
    """STEPS steps of so many seconds each; the steps that were drawn."""
    losses, drawn = [], []
    for step in range(1, STEPS + 1):
        clock.seconds += seconds
        losses.append(1 / step)
        before = len(watched.pieces)
        watched.watch(losses, watched.look)
        drawn += [step] * (len(watched.pieces) - before)
    return drawn


@pytest.mark.parametrize("seconds", [0.1, 0.5, 3.0])
def test_all_draws_together_stay_below_the_share(watched, clock, seconds):
    drawn = learn(watched, clock, seconds=seconds)
    assert 0.25 * len(drawn) <= SHARE * seconds * STEPS
    assert drawn[0] == 1 and drawn[-1] == STEPS  # one was kept back for the last


def test_a_draw_waits_until_all_are_paid_for(watched, clock):
    drawn = learn(watched, clock, seconds=0.5)
    assert drawn[1] >= 0.75 / SHARE / 0.5  # the first, this one, one for the end
    waits = np.diff(drawn[1:-1]) * 0.5
    assert (abs(waits - 0.25 / SHARE) <= 0.5).all()


def test_a_short_training_is_drawn_once(watched, clock):
    assert learn(watched, clock, seconds=0.001) == [1]


def test_a_look_that_gets_slower_is_asked_less_often(watched, clock):
    watched.watch([1.0], watched.look)
    clock.seconds += 0.75 / SHARE
    slow = SimpleNamespace(watch=watched.watch, look=lambda: pytest.fail("too soon"))
    watched.watch.cost = 2.5
    watched.watch([1.0, 1.0], slow.look)


def test_it_is_renewed_in_one_place(monkeypatch, clock):
    shell = InteractiveShell()
    shell.kernel, shell.display_pub = None, CapturingDisplayPublisher()
    monkeypatch.setattr(module, "get_ipython", lambda: shell)
    monkeypatch.setattr(InteractiveShell, "_instance", shell)
    image = torch.zeros(H, W, 3, dtype=torch.uint8)
    watch = Watch(image, grid=GRID, steps=STEPS, clock=clock.read)
    for step in range(1, 4):
        watch([1.0] * step, lambda: (WORDS, WEIGHTS))
    shown = shell.display_pub.outputs
    assert len({one["transient"]["display_id"] for one in shown}) == 1
    assert [one.get("update", False) for one in shown] == [False, True, True, True]
    assert "step 3 of 500" in shown[-1]["data"]["text/html"]
    shell.history_manager.end_session()


def test_a_script_shows_nothing_and_never_looks(capsys, clock):
    watch = Watch(np.zeros((H, W, 3), np.uint8), grid=GRID, steps=9, clock=clock.read)
    clock.seconds += 1000
    watch([1.0], lambda: pytest.fail("looked"))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "look",
    [lambda: 1 / 0, lambda: (WORDS, WEIGHTS[:, :5]), lambda: (WORDS[:2], WEIGHTS)],
    ids=["an error", "no such grid", "too few words"],
)
def test_what_fails_ends_the_view_and_not_the_training(watched, capsys, look):
    watched.watch([1.0], look)
    said = capsys.readouterr().out
    assert said.count("the live view ends, training goes on: ") == 1
    watched.watch([1.0, 1.0], lambda: pytest.fail("looked again"))
    assert capsys.readouterr().out == "" and watched.pieces == []


def test_words_are_text_and_the_brightest_weight_is_the_top(watched):
    watched.watch([2.0], watched.look)
    [piece] = watched.pieces
    assert "“a &lt;b&gt; ring &amp;”" in piece and "<b>" not in piece
    assert piece.count("<figure>") == len(WORDS) + 1  # and the picture
    assert piece.count("data:image/png;base64,") == len(WORDS) + 1
    assert all(re.findall(r'<img alt="where it looked for “([^”]+)”"', piece))


def test_the_curve_keeps_its_mean_and_its_ends():
    losses = [3.0] * 50 + [1.0] * 950
    curve = draw_curve(losses, "step")
    [points] = re.findall(r'points="([^"]+)"', curve)
    heights = [float(point.split(",")[1]) for point in points.split()]
    assert POINTS <= len(heights) < 2 * POINTS
    assert heights[0] == 0 and heights[-1] == pytest.approx(module.HIGH * 2 / 3, 0.01)
    assert "now 1.000, highest 3.000" in curve
    assert "points" in draw_curve([-0.5], "rewards are negative losses")


def test_a_page_on_disk_is_whole_and_reloads(tmp_path, monkeypatch):
    show = in_file(tmp_path / "watch.html", "Training in <here>")
    show("one")
    page = (tmp_path / "watch.html").read_text()
    assert '<meta http-equiv="refresh"' in page and "&lt;here&gt;</h1>one" in page
    with pytest.raises(UnicodeEncodeError):
        show("\ud800")  # stops halfway
    assert (tmp_path / "watch.html").read_text() == page
    assert [file.name for file in tmp_path.iterdir()] == ["watch.html"]


def test_a_watched_run_ends_with_the_same_weights(tmp_path):
    settings = Settings(
        count=40, width=8, heads=2, encoder_layers=1, layers=1, patch_size=16,
        batch_size=8, epochs=1, dropout=0.2, cache=str(tmp_path / "cache"),
    )  # fmt: skip
    for out, watch in (("plain", False), ("watched", True)):
        train(settings, tmp_path / out, progress_bar=False, watch=watch)
    page = (tmp_path / "watched" / "watch.html").read_text("utf-8")
    assert "step 1 of " in page and not (tmp_path / "plain" / "watch.html").exists()
    plain, watched = (
        load_file(tmp_path / out / "captioner.safetensors")
        for out in ("plain", "watched")
    )
    for name in plain:
        torch.testing.assert_close(watched[name], plain[name], rtol=0, atol=0)
