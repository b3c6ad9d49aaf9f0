"""The table of five captioners, on a few drawn pictures and on photos' terms."""

import pandas as pd
import pytest

from bench import table
from helpers.run_folder import read_run
from helpers.scenes import write_scenes

COUNT = 30  # pictures: 24 to learn, 3 to score, 3 that only the cache sees
ALL = [
    "CLIP + transformer",
    "grid + LSTM",
    "grid + pieces of words",
    "grid + transformer",
    "pure transformer",
]
EYE = """
from torch import nn

def load():
    eye = nn.Conv2d(3, 4, 1, stride=16).requires_grad_(False)
    for weight in eye.parameters():
        nn.init.constant_(weight, 0.25)
    eye.image_size = 32
    return eye

def lost():
    raise OSError("the weights are on the moon")
"""


def bench(out, *options):
    out.parent.mkdir(exist_ok=True)
    table.main(["--out", str(out), "--quick", "--count", str(COUNT), *options])
    return pd.read_csv(out.with_suffix(".csv"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of captioned pictures, with an eye of a dozen numbers beside them."""
    folder = write_scenes(tmp_path_factory.mktemp("set"), COUNT)
    (folder / "eye.py").write_text(EYE)
    return folder


@pytest.fixture(scope="module")
def options(folder):
    eyes = ["--grid", f"{folder}/eye.py:load", "--clip", f"{folder}/eye.py:lost"]
    return ["--data", str(folder), "--cache", str(folder / "cache"), *eyes]


@pytest.fixture(scope="module")
def done(options, tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "table"
    bench(out, *options)
    return out


@pytest.mark.training
def test_on_scenes_all_rows_are_filled(tmp_path):
    rows = bench(tmp_path / "table", "--cache", str(tmp_path / "cache"))
    ways = rows[["captioner", "decoding", "images"]].itertuples(index=False, name=None)
    assert sorted(ways) == [
        (captioner, decoding, images)
        for captioner in ALL
        for decoding in ("beam 3", "greedy")
        for images in ("own", "shuffled")
    ]
    own = rows[rows["images"] == "own"]
    # a try may write no sentence of the grammar, and so name nothing to point at
    unsure = ("true ", "pointing", "spots absence")  # "no" can be spelt, not looked up
    said = [name for name in rows if not name.startswith(unsure)]  # if ever said
    assert own[said].notna().all(axis=None)  # truth among them
    assert {"bits", "spots colour", "spots place", "spots hard place"} <= {*said}
    asked = {name for name in said if name.startswith(("says ", "spots "))}
    asked |= {"truth", "bits", "distinct"}  # of own images alone
    assert rows[[name for name in said if name not in asked]].notna().all(axis=None)
    report = (tmp_path / "table.md").read_text()
    assert "spots hard place" in report and report.count("| captioner |") == 2
    assert own["token accuracy"].between(0, 100).all()


@pytest.mark.training
def test_an_eye_that_is_not_at_hand_costs_its_own_row_alone(done):
    rows = pd.read_csv(done.with_suffix(".csv"))
    assert sorted(rows["captioner"].unique()) == ALL[1:]
    report = done.with_suffix(".md").read_text()
    assert "CLIP + transformer: not measured, the weights are on the moon" in report


def test_the_report_holds_the_table_and_how_it_came_about(done):
    report = done.with_suffix(".md").read_text()
    rows = pd.read_csv(done.with_suffix(".csv"))
    for row in rows.round(2).astype(str).to_numpy():
        assert f"| {' | '.join(row)} |" in report
    for told in (
        "torch ",
        "load average",
        "no epoch was chosen",
        "pure transformer: `",
    ):
        assert told in report
    assert done.with_suffix(".png").stat().st_size > 5000


def test_every_picture_of_the_folder_is_cached(done, folder):
    (index,) = folder.glob("cache/seen/OwnEncoder-*/index.txt")
    assert len(index.read_text().splitlines()) == COUNT


def test_scored_pictures_get_their_overlays(done):
    assert len(list((done / "grid-+-LSTM" / "overlays").glob("*.png"))) == 3


@pytest.mark.training
def test_interrupted_it_goes_on_to_the_same_table(done, options, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(SystemExit, match="130"):
        patch.setattr(table, "score", interrupt)
        bench(tmp_path / "table", *options)
    weights = tmp_path / "table" / "pure-transformer" / "captioner.safetensors"
    trained = weights.stat().st_mtime_ns
    second = bench(tmp_path / "table", *options)
    assert weights.stat().st_mtime_ns == trained  # not once more
    first = pd.read_csv(done.with_suffix(".csv"))
    clocks = ["training (min)", "captions/s"]
    pd.testing.assert_frame_equal(
        first.drop(columns=clocks), second.drop(columns=clocks)
    )


def test_the_gap_is_that_of_the_same_loss_with_other_pictures(done):
    run = done / "pure-transformer"
    read = read_run(run)
    own, accuracy = table.teacher_forced(*read, shuffled=False)
    other, _ = table.teacher_forced(*read, shuffled=True)
    history = pd.read_csv(run / "history.csv").iloc[-1]
    assert own == pytest.approx(history["val_loss"], rel=1e-4)
    assert accuracy == pytest.approx(history["val_token_accuracy"], abs=1e-6)
    assert other != own
