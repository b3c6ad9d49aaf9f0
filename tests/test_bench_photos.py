"""The photos benchmark, on a few drawn pictures and an eye of a dozen numbers."""

import pandas as pd
import pytest

from bench import photos
from helpers.scenes import write_scenes

COUNT = 30  # pictures: 24 to learn, 3 to score, 3 that only the cache sees
EYE = """
from torch import nn

def load():
    eye = nn.Conv2d(3, 4, 1, stride=16).requires_grad_({learns})
    for weight in eye.parameters():
        nn.init.constant_(weight, 0.25)
    eye.image_size = 32
    return eye
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = write_scenes(tmp_path_factory.mktemp("set"), COUNT)
    for name in ("frozen", "learning"):
        text = EYE.format(learns=name == "learning")
        (folder / f"{name}.py").write_text(text)
    return folder


def bench(folder, out, eye="frozen"):
    out.parent.mkdir(exist_ok=True)
    spec = f"{folder / eye}.py:load"
    cache = str(folder / "cache")
    photos.main(
        [str(folder), "--eye", spec, "--out", str(out), "--cache", cache, "--quick"]
    )


@pytest.fixture(scope="module")
def done(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "photos"
    bench(folder, out)
    return out


def test_both_eyes_are_scored_in_every_way(done):
    table = pd.read_csv(done.with_suffix(".csv"))
    ways = table[["encoder", "decoding", "images"]].itertuples(index=False, name=None)
    assert sorted(ways) == [
        (encoder, decoding, images)
        for encoder in ("frozen.py:load", "vit")
        for decoding in ("beam 3", "greedy")
        for images in ("own", "shuffled")
    ]
    assert table.notna().all(axis=None)
    learns = table.groupby("encoder")["learns (M)"].first()
    assert 0 < learns["frozen.py:load"] < learns["vit"]  # whose eye learns too


def test_the_report_holds_the_table_and_how_it_came_about(done):
    report = done.with_suffix(".md").read_text()
    for row in pd.read_csv(done.with_suffix(".csv")).round(1).astype(str).to_numpy():
        assert f"| {' | '.join(row)} |" in report
    for told in ("make bench-photos", "torch ", "load average", "no epoch was chosen"):
        assert told in report


def test_every_photo_of_the_folder_is_cached(done, folder):
    (index,) = folder.glob("cache/seen/OwnEncoder-*/index.txt")
    assert len(index.read_text().splitlines()) == COUNT


def test_each_scored_photo_gets_its_overlays(done):
    assert len(list((done / "eye" / "overlays").glob("*.png"))) == 3


def test_interrupted_it_goes_on_to_the_same_table(done, folder, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(photos, "score", interrupt)
        bench(folder, tmp_path / "photos")
    weights = tmp_path / "photos" / "eye" / "captioner.safetensors"
    trained = weights.stat().st_mtime_ns
    bench(folder, tmp_path / "photos")
    assert weights.stat().st_mtime_ns == trained  # not once more
    tables = [pd.read_csv(out / "photos.csv") for out in (tmp_path, done.parent)]
    first, second = (table.drop(columns="training (min)") for table in tables)
    pd.testing.assert_frame_equal(first, second)


def test_an_eye_that_learns_is_refused(folder, tmp_path, capsys):
    with pytest.raises(SystemExit):
        bench(folder, tmp_path / "photos", eye="learning")
    assert "expected a frozen encoder" in capsys.readouterr().err
