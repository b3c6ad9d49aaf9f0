"""Lesson 05 trains on photos when one word is changed: its cells, a few real photos.

A small trained eye stands in for ResNet-50, whose weights are a download.
"""

import csv
import re
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "solutions" / "05_cross_attention_decoder.py"
PHOTOS = ROOT.parent / "shared" / "flickr8k"
SMALL_EYE = ROOT.parent / "shared" / "weights" / "mobilenet.py"
LISTS = {"Flickr_8k.trainImages.txt": 40, "Flickr_8k.devImages.txt": 12}

pytestmark = pytest.mark.skipif(
    not (PHOTOS.is_dir() and SMALL_EYE.is_file()), reason="no ../shared data"
)


@pytest.fixture
def few_photos(tmp_path) -> Path:
    """A folder like Flickr8k's, with the first photos of two of its lists."""
    folder, names = tmp_path / "flickr8k", []
    (folder / "Images").mkdir(parents=True)
    for file, count in LISTS.items():
        chosen = (PHOTOS / file).read_text().split()[:count]
        (folder / file).write_text("\n".join(chosen))
        names += chosen
    for name in names:
        (folder / "Images" / name).symlink_to(PHOTOS / "Images" / name)
    with open(PHOTOS / "captions.txt", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    with open(folder / "captions.txt", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *[r for r in rows if r[0] in names]])
    return folder


def changed(source: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert source.count(old) == 1, f"expected {old!r} once in {LESSON.name}"
        source = source.replace(old, new)
    return source


# numpy 2 dislikes how matplotlib asks a tensor for its numbers
@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")
def test_the_same_cells_train_on_photos(few_photos, tmp_path, monkeypatch):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("Agg")
    monkeypatch.setenv("FLICKR8K_DIR", str(few_photos))
    monkeypatch.chdir(tmp_path)
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.close("all")))
    source = changed(
        LESSON.read_text(encoding="utf-8"),
        ('DATA = "scenes"', 'DATA = "flickr8k"'),
        ('"resnet50", 256', f'"{SMALL_EYE}:load", 64'),
        ("epochs=12", "epochs=8"),
        ("for _ in range(100):", "for _ in range(3):"),  # of the one batch
    )
    cells = re.split(r"(?m)^# %%", source)
    names = {"__name__": "lesson_05"}
    for cell in cells:
        if not cell.startswith((" [markdown]", " check=")):
            exec(compile("#" + cell, LESSON.name, "exec"), names)
    seen = names["train"][0]
    assert (seen.shape, seen.dtype) == ((40, 49, 256), torch.float16)
    losses, captions = names["losses"], names["captions"]
    assert losses[-1] < 0.8 * losses[0], "the decoder does not learn"
    assert len(captions) == 12 and all(isinstance(c, str) for c in captions)
    assert len(shown) == 9  # the map, and eight of the lesson
