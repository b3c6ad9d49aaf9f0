"""The command that captions photos: all it is asked for, or a word on what is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from helpers import caption, captioning
from helpers.captioner import PHOTOS, SCENES, Captioner
from helpers.sampling import Sampling, sample_captions
from helpers.scenes import draw_scenes

COUNT = 18  # more than a batch


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Scenes as files in the folder `in`, and texts of what ours writes of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    pixels = np.stack([s.image for s in draw_scenes(COUNT, seed=3)])
    for k, image in enumerate(pixels):
        Image.fromarray(image).save(f"in/{k:02}.png")
    return tmp_path / "in", pixels


def run(*words):
    caption.main([*map(str, words), "--scenes"])


def said(capsys):
    return dict(x.split(": ", 1) for x in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("width", [1, 3])
def test_a_folder_gets_the_captioners_own_words(width, folder, capsys):
    run("in", "--beam", width)
    expected = Captioner.load().caption(folder[1], beam_width=width)
    assert said(capsys) == {
        f"in/{k:02}.png": written.text for k, written in enumerate(expected)
    }


def test_json_holds_words_and_where_each_looked(folder, capsys):
    run("in/00.png", "--json", "--beam", 1)
    told = json.loads(capsys.readouterr().out)
    [written] = Captioner.load().caption(folder[1][:1])
    assert (told["caption"], told["words"]) == (written.text, written.words)
    assert told["grid"] == [6, 6]
    mean = written.weights.mean((1, 2))
    torch.testing.assert_close(torch.tensor(told["attention"]), mean, atol=1e-4, rtol=0)


def test_overlay_and_explorer_are_files_named_as_the_photos(folder):
    run("in/00.png", "in/01.png", "--overlay", "--explorer", "--out", "o")
    names = [f"0{k}.png.{kind}" for k in (0, 1) for kind in ("html", "png")]
    assert sorted(x.name for x in (folder[0].parent / "o").iterdir()) == names
    with Image.open("o/00.png.png") as overlay:
        assert overlay.width > 300
    assert "<!doctype html>" in Path("o/00.png.html").read_text()


def test_files_of_two_photos_of_one_name_are_refused(folder, capsys):
    other = folder[0].parent / "other"
    other.mkdir()
    (other / "00.png").write_bytes((folder[0] / "00.png").read_bytes())
    with pytest.raises(SystemExit):
        run("in", "other", "--overlay")
    assert "got two of the name 00.png" in capsys.readouterr().err
    run("in", "other")  # words go to no file


def test_samples_follow_their_seed_and_cold_ones_are_greedy(folder, capsys):
    texts = []
    for seed, heat in ((0, 2.0), (0, 2.0), (1, 2.0), (0, 1e-5)):
        run("in", "--sample", heat, "--seed", seed)
        texts.append(said(capsys))
    run("in", "--beam", 1)
    assert texts[0] == texts[1] != texts[2]
    assert texts[3] == said(capsys)


def test_a_temperature_divides_the_logits():
    model = Captioner.load()
    memory = model.encode(torch.zeros(1, 48, 48, 3, dtype=torch.uint8))
    draw = {"samples": 4000, "max_length": 1}
    shares = []
    for heat in (1.0, 2.0):
        ids = sample_captions(model.decoder, memory, Sampling(heat), **draw)[:, 1]
        shares.append(torch.bincount(ids, minlength=8).float() / len(ids))
    first, second = (share[share.argmax()] for share in shares)
    assert second < first


def test_what_cannot_be_read_is_told_and_the_others_are_captioned(folder, capsys):
    (folder[0] / "a.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0")
    (folder[0] / "b.jpg").write_bytes(b"\xff\xd8 cut")
    with pytest.raises(SystemExit) as stopped:
        run("in")
    out = capsys.readouterr()
    assert stopped.value.code == 1 and len(out.out.splitlines()) == COUNT
    assert "a HEIC photo, which is not read here; export it as a JPEG" in out.err
    assert "cannot read the image in/b.jpg" in out.err
    assert f"{COUNT} photos in " in out.err and " a second" in out.err


@pytest.mark.parametrize(
    "named, words",
    [
        ("https://a.org/b.jpg", "got the address https://a.org/b.jpg; download"),
        ("data:image/png;base64,xx", "got the address data:"),
        ("none.jpg", "got no none.jpg"),
        ("empty", "in empty, got none"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(named, words, folder, capsys):
    (folder[0].parent / "empty").mkdir()
    with pytest.raises(SystemExit):
        run("in/00.png", named)
    out = capsys.readouterr()
    assert words in out.err and not out.out


@pytest.mark.parametrize(
    "wrong, words",
    [
        (["--beam", "0"], "expected --beam 1 or more, got 0"),
        (["--sample", "0"], "expected a temperature above 0, got 0"),
        (["--sample", "1", "--top-p", "2"], "expected top_p between 0 and 1, got 2"),
        (["--top-k", "5"], "expected --sample beside --top-k"),
    ],
)
def test_senseless_options_are_refused(wrong, words, capsys):
    with pytest.raises(SystemExit):
        run("in", *wrong)
    assert words in capsys.readouterr().err


def test_a_run_of_ones_own_is_used(folder, capsys):
    Captioner.load().save("captioner.safetensors")
    caption.main(["in/00.png", "--run", "."])
    first = said(capsys)
    run("in/00.png")
    assert first == said(capsys)


def test_photos_and_scenes_have_captioners_of_their_own(monkeypatch):
    files = []

    def load(file):
        files.append(file)
        return torch.nn.Identity()

    monkeypatch.setattr(captioning.Captioner, "load", load)
    captioning.choose_captioner()
    captioning.choose_captioner(scenes=True)
    assert files == [PHOTOS, SCENES]
