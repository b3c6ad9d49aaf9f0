"""The files of captioned pictures: one for each picture."""

from types import SimpleNamespace

from PIL import Image

from helpers import evaluation
from helpers.captioner import SCENES, Captioner


def test_pictures_of_one_stem_get_an_overlay_each(tmp_path):
    names = ["a.bmp", "a.jpg", "a.png"]
    for name in names:
        Image.new("RGB", (40, 40)).save(tmp_path / name)
    captions = SimpleNamespace(path=lambda name: tmp_path / name)
    corpus = SimpleNamespace(splits={"val": names}, captions=captions)
    captioner = Captioner.load(SCENES)
    evaluation.save_overlays(captioner, corpus, tmp_path, side="val", count=3)
    drawn = sorted(file.name for file in (tmp_path / "overlays").iterdir())
    assert drawn == ["a.bmp.png", "a.jpg.png", "a.png.png"]
