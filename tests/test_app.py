"""The demo captions any picture file, or refuses it in words."""

import json
import re
import sys
from html import escape, unescape

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("gradio", reason="the demo needs the extra app")

from helpers import app
from helpers.captioner import SCENES, Captioner
from helpers.scenes import draw_scenes
from helpers.tokens import Vocabulary

ORIENTATION = 0x0112  # the EXIF tag; 6 means: turn a quarter clockwise
PIXELS = draw_scenes(1, seed=28)[0].image
CAPTION = "a white ring and a yellow square"  # what ours writes of it
SCENE = Image.fromarray(PIXELS)


def caption_of(said):
    return unescape(re.search('<p class="caption">(.*?)</p>', said)[1])


def saved(image, path, **options):
    image.save(path, **options)
    return str(path)


def turned(path):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    lying = SCENE.transpose(Image.Transpose.ROTATE_90)
    return saved(lying, path.with_suffix(".jpg"), exif=exif, quality=95)


def sixteen_bits(path):
    grey = np.asarray(SCENE.convert("L"), np.uint16) * 257
    return saved(Image.fromarray(grey), path.with_suffix(".png"))


def transparent(path):
    clear = SCENE.convert("RGBA")
    clear.putalpha(Image.fromarray(np.uint8(PIXELS.max(-1) > 120) * 255))
    return saved(clear, path.with_suffix(".png"))


def moving(path):
    other = Image.new("RGB", SCENE.size)
    path = path.with_suffix(".gif")
    return saved(SCENE, path, save_all=True, append_images=[other])


SAME = {  # files that show the scene as it is
    "png": lambda path: saved(SCENE, path.with_suffix(".png")),
    "jpeg": lambda path: saved(SCENE, path.with_suffix(".jpg"), quality=95),
    "webp": lambda path: saved(SCENE, path.with_suffix(".webp"), quality=95),
    "tiff": lambda path: saved(SCENE, path.with_suffix(".tiff")),
    "named wrongly": lambda path: saved(SCENE, path.with_suffix(".jpg"), format="PNG"),
    "opaque": lambda path: saved(SCENE.convert("RGBA"), path.with_suffix(".png")),
    "for print": lambda path: saved(SCENE.convert("CMYK"), path.with_suffix(".tiff")),
    "phone, turned": turned,
    "animated": moving,
}
OTHER = {  # files that show less than the scene
    "grey": lambda path: saved(SCENE.convert("L"), path.with_suffix(".png")),
    "16 bits": sixteen_bits,
    "transparent": transparent,
    "one pixel": lambda path: saved(SCENE.resize((1, 1)), path.with_suffix(".png")),
    "a strip": lambda path: saved(SCENE.resize((900, 1)), path.with_suffix(".png")),
}
DAMAGED = {
    "a.txt": b"no picture",
    "a.png": b"",
    "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "<img src=x onerror=alert(1)>.jpg": b"\xff\xd8\xff\xe0 cut",
}


@pytest.mark.parametrize("kind", SAME)
def test_the_same_picture_in_any_file_gets_the_same_caption(kind, tmp_path):
    said, where = app.answer(SAME[kind](tmp_path / "a"), SCENES)
    assert caption_of(said) == CAPTION
    assert "<iframe" in where and "note" not in said


@pytest.mark.parametrize("kind", OTHER)
def test_other_pictures_get_some_caption(kind, tmp_path):
    said, where = app.answer(OTHER[kind](tmp_path / "a"), SCENES)
    assert caption_of(said) and "<iframe" in where


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_picture_is_refused_in_words(name, tmp_path):
    file = tmp_path / name
    file.write_bytes(DAMAGED[name])
    said, where = app.answer(str(file), SCENES)
    assert "expected a picture (JPEG" in said and "save it as a JPEG" in said
    assert 'role="alert"' in said and "onerror" not in said and where == ""


@pytest.mark.parametrize(
    "side, got", [(8_000, "64 million"), (14_000, "far more")], ids=["64", "196"]
)
def test_a_small_file_of_very_many_pixels_is_refused(side, got, tmp_path):
    bomb = saved(Image.new("1", (side, side)), tmp_path / "a.png")
    said, _ = app.answer(bomb, SCENES)
    assert f"expected at most 50 million pixels, got {got}; make" in said


def test_no_picture_is_no_mistake():
    assert app.answer(None, SCENES) == (app.HINT, "")


@pytest.mark.parametrize("data, warned", [("scenes", True), ("flickr8k", False)])
def test_who_knows_only_scenes_says_so_of_a_photo(data, warned, tmp_path):
    kept = Captioner.load()
    kept.save(tmp_path / "captioner.safetensors")
    (tmp_path / "run.json").write_text(json.dumps({"data": data}))
    photo = saved(SCENE.resize((300, 200)), tmp_path / "a.jpg")
    for file, expected in (
        (tmp_path / "captioner.safetensors", warned),
        (SCENES, True),
    ):
        said, _ = app.answer(photo, file)
        assert ("nothing but drawn scenes" in said) == expected


def test_a_beam_says_what_the_captioners_beam_says(tmp_path):
    [written] = Captioner.load().caption(PIXELS[None], beam_width=3)
    said, _ = app.answer(SAME["png"](tmp_path / "a"), SCENES, beam_width=3)
    assert caption_of(said) == written.text


def test_whatever_the_words_are_they_are_text_and_a_new_file_is_read(tmp_path):
    captioner, file = Captioner.load(), tmp_path / "captioner.safetensors"
    picture = SAME["png"](tmp_path / "a")
    captioner.save(file)
    assert caption_of(app.answer(picture, file)[0]) == CAPTION
    odd = "\"><script>alert('1')</script>&amp;"
    words = [odd if word == "a" else word for word in captioner.vocabulary.words]
    captioner.vocabulary = Vocabulary(words)
    captioner.save(file)
    said, where = app.answer(picture, file)
    assert "<script" not in said + where
    assert caption_of(said).startswith(odd)
    page = unescape(re.search('srcdoc="([^"]*)"', where)[1])
    assert escape(odd) in page and "<script>alert" not in page


def test_a_captioner_that_is_gone_or_damaged_is_named(tmp_path):
    picture = SAME["png"](tmp_path / "a")
    file = tmp_path / "captioner.safetensors"
    assert str(file) in app.answer(picture, file)[0]
    file.write_bytes(b"no weights")
    assert "expected a captioner" in app.answer(picture, file)[0]


def test_captioners_are_ours_those_named_and_those_of_the_folder(tmp_path):
    folder, named = tmp_path / "runs", tmp_path / "mine"
    for run in (folder / "b", folder / "a", named):
        run.mkdir(parents=True)
        (run / "captioner.safetensors").touch()
    (folder / "unfinished").mkdir()
    found = app.find_captioners([named], folder=folder)
    assert list(found) == [app.KEPT, *map(str, (named, folder / "a", folder / "b"))]
    assert found[app.KEPT] == SCENES
    with pytest.raises(ValueError, match="expected the folder of a training run, got"):
        app.find_captioners([folder / "unfinished"])


@pytest.mark.parametrize(
    "words, told",
    [
        (["--run", "nowhere"], "expected the folder of a training run, got nowhere"),
        (["--port", "1234"], "expected a free port of this machine, got 1234"),
    ],
)
def test_the_command_says_what_is_wrong(words, told, monkeypatch, capsys):
    def start(page, **where):
        raise OSError("Cannot find empty port")

    monkeypatch.setattr(app, "make_app", lambda captioners: None)
    monkeypatch.setattr(app, "start", start)
    monkeypatch.setattr(sys, "argv", ["app", *words])
    with pytest.raises(SystemExit) as stop:
        app.main()
    assert stop.value.code == 1 and told in capsys.readouterr().err
