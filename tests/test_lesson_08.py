"""Lesson 08: written in the open it computes what the helper does; photos work too."""

import re
from pathlib import Path

import pytest
import torch
from examiner import ROOT, load_lesson

import helpers.lstm

B, T, N, D, H, A, E, V = 2, 5, 7, 6, 9, 4, 8, 11  # all different
NAME = "08_show_attend_tell"
PHOTOS = ROOT.parent / "shared" / "flickr8k"
SMALL_EYE = ROOT.parent / "shared" / "weights" / "mobilenet.py"  # for ResNet-50
LISTS = {"Flickr_8k.trainImages.txt": 40, "Flickr_8k.devImages.txt": 12}


@pytest.fixture
def written():
    """The names that the lesson's solutions define."""
    lesson, names = load_lesson(NAME), {}
    for source in (lesson.imports, *lesson.solutions.values()):
        exec(source, names)
    torch.manual_seed(0)
    return names


@pytest.fixture
def few_photos(tmp_path) -> Path:
    """A folder like Flickr8k's, with the captions of the first photos of two lists."""
    folder, names = tmp_path / "flickr8k", set()
    folder.mkdir()
    (folder / "Images").symlink_to(PHOTOS / "Images")
    for file, count in LISTS.items():
        chosen = (PHOTOS / file).read_text().split()[:count]
        (folder / file).write_text("\n".join(chosen))
        names |= set(chosen)
    header, *rows = (PHOTOS / "captions.txt").read_text("utf-8").splitlines()
    kept = [row for row in rows if row.split(",")[0] in names]
    (folder / "captions.txt").write_text("\n".join([header, *kept]), "utf-8")
    return folder


def test_attention_is_the_helpers(written):
    sizes = {"memory_width": D, "hidden_width": H, "attention_width": A}
    ours = written["AdditiveAttention"](**sizes)
    fast = helpers.lstm.AdditiveAttention(**sizes)
    fast.load_state_dict(ours.state_dict())
    memory, hidden = torch.randn(B, N, D), torch.randn(B, H)
    torch.testing.assert_close(ours(memory, hidden), fast(memory, hidden))


def test_decoder_is_the_helpers(written):
    sizes = {"vocab_size": V, "embed_width": E, "hidden_width": H,
             "attention_width": A, "memory_width": D, "dropout": 0.5}  # fmt: skip
    ours = written["LSTMDecoder"](**sizes).eval()
    fast = helpers.lstm.LSTMDecoder(**sizes).eval()
    fast.load_state_dict(ours.state_dict())
    ids, memory = torch.randint(V, (B, T)), torch.randn(B, N, D)
    torch.testing.assert_close(ours(ids, memory), fast(ids, memory))


# numpy 2 dislikes how matplotlib asks a tensor for its numbers
@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")
@pytest.mark.skipif(not PHOTOS.is_dir(), reason="no ../shared data")
def test_the_same_cells_run_on_photos(few_photos, tmp_path, monkeypatch):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("Agg")
    monkeypatch.setenv("FLICKR8K_DIR", str(few_photos))
    monkeypatch.chdir(tmp_path)
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.close("all")))
    source = (ROOT / "solutions" / f"{NAME}.py").read_text("utf-8")
    for old, new in (
        ('DATA = "scenes"', 'DATA = "flickr8k"'),
        ('eye="resnet50", pictures=6000', f'eye="{SMALL_EYE}:load", pictures=40'),
        ("width=256", "width=16"),
        ("steps=2000", "steps=6"),
        ("LENGTHS = [4, 8, 16, 32, 64, 128]", "LENGTHS = [4, 8]"),
    ):
        assert source.count(old) == 1, f"expected {old!r} once in {NAME}"
        source = source.replace(old, new)
    names = {"__name__": "lesson_08"}
    for cell in re.split(r"(?m)^# %%", source):
        if not cell.startswith((" [markdown]", " check=")):
            exec(compile("#" + cell, NAME, "exec"), names)
    assert names["seen"].memory[:2].shape == (2, 49, 256)
    assert names["held_out_loss"](names["recurrent"]) < names["before"]
    assert len(shown) == 6  # the map, and five of the lesson
