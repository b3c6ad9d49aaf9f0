"""The demo captions any picture file, or refuses it in words."""

import json
import re
import subprocess
import sys
import time
from html import escape, unescape
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

pytest.importorskip("gradio", reason="the demo needs the extra app")

from other_tongue import english_in, speak_strangely

from helpers import app, app_answer, efficientnet, messages
from helpers.captioner import PHOTOS, SCENES, Captioner
from helpers.free_photos import free_photos
from helpers.kept import at_hand
from helpers.language import ENGLISH, speak
from helpers.scenes import draw_scenes
from helpers.tokens import Vocabulary

ORIENTATION = 0x0112  # the EXIF tag; 6 means: turn a quarter clockwise
PIXELS = draw_scenes(1, seed=63)[0].image
CAPTION = "a purple triangle left of a green cross"  # what ours writes of it
SCENE = Image.fromarray(PIXELS)


needs_photos = pytest.mark.skipif(
    not efficientnet.is_installed(), reason="needs the extra photos"
)


def caption_of(said):
    return unescape(re.search('<p class="caption"[^>]*>(.*?)</p>', said)[1])


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
    said, where = app_answer.answer(SAME[kind](tmp_path / "a"), SCENES)
    assert caption_of(said) == CAPTION
    assert "<iframe" in where and "note" not in said


@pytest.mark.parametrize("kind", OTHER)
def test_other_pictures_get_some_caption(kind, tmp_path):
    said, where = app_answer.answer(OTHER[kind](tmp_path / "a"), SCENES)
    assert caption_of(said) and "<iframe" in where


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_picture_is_refused_in_words(name, tmp_path):
    file = tmp_path / name
    file.write_bytes(DAMAGED[name])
    said, where = app_answer.answer(str(file), SCENES)
    assert "expected a picture (JPEG" in said and "save it as a JPEG" in said
    assert 'role="alert"' in said and "onerror" not in said and where == ""


@pytest.mark.parametrize(
    "side, got", [(8_000, "64 million"), (14_000, "far more")], ids=["64", "196"]
)
def test_a_small_file_of_very_many_pixels_is_refused(side, got, tmp_path):
    bomb = saved(Image.new("1", (side, side)), tmp_path / "a.png")
    said, _ = app_answer.answer(bomb, SCENES)
    assert f"expected at most 50 million pixels, got {got}; make" in said


def test_no_picture_is_no_mistake():
    assert app_answer.answer(None, SCENES) == (app_answer.hint(), "")


@pytest.mark.parametrize("data, warned", [("scenes", True), ("flickr8k", False)])
def test_who_knows_only_scenes_says_so_of_a_photo(data, warned, tmp_path):
    kept = Captioner.load()
    kept.save(tmp_path / "captioner.safetensors")
    (tmp_path / "run.json").write_text(json.dumps({"data": data}))
    photo = saved(SCENE.resize((300, 200)), tmp_path / "a.jpg")
    said, _ = app_answer.answer(photo, tmp_path / "captioner.safetensors")
    assert ("nothing but drawn scenes" in said) == warned


def free_photo(path):
    """A free photo as a phone has it: 12 megapixels, lying on its side by EXIF."""
    with Image.open(free_photos()["admiral"]) as photo:
        large = photo.convert("RGB").resize((3000, 4000))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    lying = large.transpose(Image.Transpose.ROTATE_90)
    return saved(lying, path.with_suffix(".jpg"), exif=exif, quality=90)


def red_circle(path):
    paper = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(paper).ellipse((150, 100, 250, 200), fill="red")
    return saved(paper, path.with_suffix(".png"))


@needs_photos
def test_a_photo_goes_to_the_captioner_for_photos_and_a_scene_to_that_for_scenes(
    tmp_path,
):
    said, where = app_answer.answer(free_photo(tmp_path / "a"), None)
    assert "by the captioner for photos" in said and "unlike" not in said
    assert "<iframe" in where
    said, _ = app_answer.answer(SAME["png"](tmp_path / "b"), None)
    assert "by the captioner for scenes" in said and "unlike" not in said
    assert caption_of(said) == CAPTION


@needs_photos
def test_what_nobody_learned_from_is_told(tmp_path):
    circle, photo = red_circle(tmp_path / "c"), free_photo(tmp_path / "p")
    for picture, file in ((circle, None), (circle, SCENES), (photo, SCENES)):
        said, _ = app_answer.answer(picture, file)
        assert "This picture is unlike the" in said and "NO_PHOTOS" not in said


def test_without_the_extra_there_are_scenes_and_a_word_on_photos(tmp_path, monkeypatch):
    monkeypatch.setattr(efficientnet, "PACKAGE", "no_such_package_at_all")
    assert list(app.find_captioners(folder=tmp_path)) == [
        app.AUTOMATIC,
        app.KEPT["scenes"],
    ]
    said, _ = app_answer.answer(red_circle(tmp_path / "c"), None)
    assert "by the captioner for scenes" in said and "pip install" in said
    said, _ = app_answer.answer(red_circle(tmp_path / "c"), PHOTOS)
    assert "pip install" in said


def test_a_phones_heic_is_refused_in_words(tmp_path):
    file = tmp_path / "IMG_1.HEIC"
    file.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0" + bytes(100))
    said, _ = app_answer.answer(str(file), SCENES)
    assert "a HEIC photo, which is not read here; export it as a JPEG" in said


@needs_photos
def test_a_phones_photo_has_its_caption_within_a_second(tmp_path):
    """Of one core's time, since other tests may run beside this one."""
    photo, threads = free_photo(tmp_path / "a"), torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        app_answer.answer(
            photo, None
        )  # loads the captioners, as the demo does at its start
        began = time.process_time()
        app_answer.answer(photo, None)
        assert time.process_time() - began < 1
    finally:
        torch.set_num_threads(threads)


def test_a_beam_says_what_the_captioners_beam_says(tmp_path):
    [written] = Captioner.load().caption(PIXELS[None], beam_width=3)
    said, _ = app_answer.answer(SAME["png"](tmp_path / "a"), SCENES, beam_width=3)
    assert caption_of(said) == written.text


def test_whatever_the_words_are_they_are_text_and_a_new_file_is_read(tmp_path):
    captioner, file = Captioner.load(), tmp_path / "captioner.safetensors"
    picture = SAME["png"](tmp_path / "a")
    captioner.save(file)
    assert caption_of(app_answer.answer(picture, file)[0]) == CAPTION
    odd = "\"><script>alert('1')</script>&amp;"
    words = [odd if word == "a" else word for word in captioner.vocabulary.words]
    captioner.vocabulary = Vocabulary(words)
    captioner.save(file)
    said, where = app_answer.answer(picture, file)
    assert "<script" not in said + where
    assert caption_of(said).startswith(odd)
    page = unescape(re.search('srcdoc="([^"]*)"', where)[1])
    assert escape(odd) in page and "<script>alert" not in page


def test_a_captioner_that_is_gone_or_damaged_is_named(tmp_path):
    picture = SAME["png"](tmp_path / "a")
    file = tmp_path / "captioner.safetensors"
    assert str(file) in app_answer.answer(picture, file)[0]
    file.write_bytes(b"no weights")
    assert "expected a captioner" in app_answer.answer(picture, file)[0]


def test_captioners_are_ours_those_named_and_those_of_the_folder(tmp_path):
    folder, named = tmp_path / "runs", tmp_path / "mine"
    for run in (folder / "b", folder / "a", named):
        run.mkdir(parents=True)
        (run / "captioner.safetensors").touch()
    (folder / "unfinished").mkdir()
    found = app.find_captioners([named], folder=folder)
    ours = [app.AUTOMATIC, *map(app.KEPT.get, at_hand())]
    assert list(found) == [*ours, *map(str, (named, folder / "a", folder / "b"))]
    assert found[app.AUTOMATIC] is None and found[app.KEPT["scenes"]] == SCENES
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


# In a process of its own: gradio leaves loops open in a page that is not served.
LABELS = """
import json
import pytest
from other_tongue import speak_strangely
from helpers import app
from helpers.language import speak

speak_strangely(pytest.MonkeyPatch())
speak("es")
page = app.make_app({app.AUTOMATIC: None, app.KEPT["scenes"]: None})
print(json.dumps([part["props"] for part in page.get_config_file()["components"]]))
"""


def test_the_demo_speaks_a_language():
    tests = str(Path(__file__).parent)
    ways = {"cwd": tests, "capture_output": True, "text": True}
    made = subprocess.run([sys.executable, "-c", LABELS], **ways)
    assert made.returncode == 0, made.stderr
    parts = json.loads(made.stdout.splitlines()[-1])
    shown = [str(p.get(name, "")) for p in parts for name in ("label", "info")]
    shown += [p["value"] for p in parts if "<" in str(p.get("value", ""))]
    shown += [label for p in parts for label, _ in p.get("choices") or []]
    shown = [re.sub(r"<[^>]*>", "", text) for text in shown if text]
    assert len(shown) > 8 and not english_in(shown)


def test_it_captions_in_a_language(tmp_path, monkeypatch):
    speak_strangely(monkeypatch)
    speak("es")
    try:
        said, where = app_answer.answer(SAME["png"](tmp_path / "a"), None)
    finally:
        speak(ENGLISH)
        messages._patterns.cache_clear()
    assert caption_of(said) == "un triángulo morado a la izquierda de una cruz verde"
    assert ' lang="es"' in said and 'lang="es"' in unescape(where)
    assert not english_in(
        [re.sub(r"<p class=.caption.*?</p>|<[^>]*>", "", said)], {"cpu"}
    )
