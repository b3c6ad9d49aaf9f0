"""What frozen encoders see is computed once: killed, torn or shared, the same rows."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple

import numpy as np
import psutil
import pytest
import torch
from PIL import Image
from torch import nn

from helpers.features import cache_features, cache_pixels, fingerprint
from helpers.images import load_image
from helpers.store import FeatureStore, Rows, hash_image

SIDE, ROWS, COLS, D = 12, 2, 3, 5  # all different: a swapped axis cannot pass


class Eye(nn.Module):
    """A linear eye that counts the pictures it has seen."""

    image_size, mean, std = SIDE, (0.1, 0.2, 0.3), (0.4, 0.5, 0.6)
    grid, memory_width, seen = (ROWS, COLS), D, 0

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(3, D, (SIDE // ROWS, SIDE // COLS), (6, 4))
        self.dropout = nn.Dropout(0.5)
        self.requires_grad_(False)

    def forward(self, images):
        self.seen += len(images)
        return self.dropout(self.conv(images)).flatten(2).transpose(1, 2)


@pytest.fixture
def photos(tmp_path):
    return draw(tmp_path / "photos", 11)


def draw(folder, count):
    folder.mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (count, 17, 19, 3), np.uint8)
    for k, image in enumerate(pixels):
        Image.fromarray(image).save(folder / f"{k:03}.png")
    return sorted(folder.iterdir())


def cached(encoder, paths, folder, batch_size=4):
    return cache_features(
        encoder, paths, folder=folder, batch_size=batch_size, progress=False
    )


def open_store(folder, row_shape=(2, 3), dtype=torch.float16, about=None):
    return FeatureStore(folder, row_shape=row_shape, dtype=dtype, about=about or {})


def name(k):
    return f"{k:032x}"


def test_features_are_the_encoders_own(photos, tmp_path):
    eye = Eye().eval()
    rows = cached(eye, photos, tmp_path / "cache")
    images = np.stack([load_image(p, SIDE) for p in photos])
    images = torch.from_numpy(images).permute(0, 3, 1, 2) / 255
    mean, std = (torch.tensor(x)[:, None, None] for x in (eye.mean, eye.std))
    assert rows.shape == (11, ROWS * COLS, D)
    assert rows[:].dtype == torch.float16
    expected = eye((images - mean) / std).half()
    torch.testing.assert_close(rows[:], expected, atol=1e-3, rtol=1e-3)


def test_pixels_are_the_decoded_ones_and_read_like_a_tensor(photos, tmp_path):
    rows = cache_pixels(photos, side=SIDE, folder=tmp_path / "c", progress=False)
    all_pixels = torch.from_numpy(np.stack([load_image(p, SIDE) for p in photos]))
    for indices in (3, slice(2, 9, 2), [7, 3, 3], torch.tensor([10, 0]), []):
        torch.testing.assert_close(rows[indices], all_pixels[indices])


def test_the_second_time_nothing_is_computed(photos, tmp_path):
    first = cached(Eye(), photos, tmp_path / "cache")[:]
    eye = Eye()
    again = cached(eye, photos[::-1], tmp_path / "cache")[:]
    assert eye.seen == 0
    torch.testing.assert_close(again, first.flip(0), rtol=0, atol=0)


def test_new_changed_and_double_images_cost_one_row_each(photos, tmp_path):
    cached(Eye(), photos[:6], tmp_path / "cache")
    Image.new("RGB", (9, 9), "teal").save(photos[0])
    shutil.copy(photos[1], photos[2])
    shutil.copy(photos[7], photos[8])
    eye = Eye()
    rows = cached(eye, photos, tmp_path / "cache")
    assert eye.seen == 1 + (11 - 6 - 1), "the changed one, and four that are new"
    fresh = cached(Eye(), photos, tmp_path / "other")
    torch.testing.assert_close(rows[:], fresh[:])


def test_the_mode_is_put_back_and_dropout_is_off(photos, tmp_path):
    eye = Eye().train()
    rows = cached(eye, photos, tmp_path / "cache")
    assert eye.training
    assert (rows[:] != 0).float().mean() > 0.99


@pytest.mark.parametrize("change", ["weight", "size", "mean", "std", "source"])
def test_another_encoder_has_another_fingerprint(change):
    eye, other = Eye(), Eye()
    assert fingerprint(eye) == fingerprint(other)
    if change == "weight":
        other.conv.weight[0, 0, 0, 0] += 1e-6
    elif change == "size":
        other.image_size = 24
    else:
        setattr(other, change, "code" if change == "source" else (0.1, 0.2, 0.31))
    assert fingerprint(eye) != fingerprint(other)


def test_a_learning_encoder_is_refused(photos, tmp_path):
    with pytest.raises(ValueError, match="expected a frozen encoder.*365 numbers"):
        cached(Eye().requires_grad_(True), photos, tmp_path)


def test_broken_images_are_named_and_the_others_kept(photos, tmp_path):
    for path in photos[4:10]:
        path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(ValueError, match=r"6 of 11 images.*(\n.*00[4-8].png.*){5}$"):
        cached(Eye(), photos, tmp_path / "cache")
    eye = Eye()
    cached(eye, photos[:4] + photos[10:], tmp_path / "cache")
    assert eye.seen == 0


def test_features_beyond_float16_are_refused(photos, tmp_path):
    eye = Eye()
    eye.conv.weight.mul_(1e7)
    with pytest.raises(ValueError, match="within float16's 65504"):
        cached(eye, photos, tmp_path)


def test_no_images_are_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one image"):
        cached(Eye(), [], tmp_path)


def test_a_full_disk_is_told_before_work_starts(photos, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9, 9, 100))
    eye = Eye()
    with pytest.raises(OSError, match=r"11 rows need 0.00 GiB in .* are free"):
        cached(eye, photos, tmp_path)
    assert eye.seen == 0


@pytest.mark.parametrize("file", ["rows.bin", "index.txt"])
@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_torn_tail_is_cut_to_whole_rows(tmp_path, file, cut):
    rows = torch.randn(5, 2, 3).half()
    names = [name(k) for k in range(5)]
    open_store(tmp_path).append(names, rows)
    os.truncate(tmp_path / file, (tmp_path / file).stat().st_size - cut)
    store = open_store(tmp_path)
    lost = store.missing(names)
    assert lost == names[len(store) :] and 0 < len(lost) < 5
    store.append(lost, rows[len(store) :])
    torch.testing.assert_close(open_store(tmp_path).rows(names)[:], rows)
    assert (tmp_path / "rows.bin").stat().st_size == 5 * 12


def test_rows_without_a_name_and_lines_of_noise_are_cut(tmp_path):
    rows = torch.randn(3, 2, 3).half()
    open_store(tmp_path).append([name(0), name(1)], rows[:2])
    with open(tmp_path / "rows.bin", "ab") as file:
        file.write(bytes(12))
    with open(tmp_path / "index.txt", "ab") as file:
        file.write(bytes(32) + b"\n")
    store = open_store(tmp_path)
    assert len(store) == 2
    store.append([name(2)], rows[2:])
    stored = open_store(tmp_path).rows([name(2), name(0), name(1)])
    torch.testing.assert_close(stored[:], rows[[2, 0, 1]])


def test_a_second_writer_sees_what_the_first_wrote(tmp_path):
    early, late = open_store(tmp_path), open_store(tmp_path)
    rows = torch.randn(3, 2, 3).half()
    early.append([name(0), name(1)], rows[:2])
    late.append([name(2), name(0)], rows[[2, 1]])
    stored = late.rows([name(0), name(1), name(2)])
    torch.testing.assert_close(stored[:], rows)


def test_a_store_of_other_rows_is_refused(tmp_path):
    open_store(tmp_path)
    with pytest.raises(ValueError, match="holds other rows than asked for"):
        open_store(tmp_path, row_shape=(3, 2))
    with pytest.raises(ValueError, match="holds other rows than asked for"):
        open_store(tmp_path, about={"weights": "others"})


def test_rows_of_another_shape_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"expected rows \(1, 2, 3\), got \(1, 3, 2\)"):
        open_store(tmp_path).append([name(0)], torch.zeros(1, 3, 2))


def test_a_store_larger_than_memory_is_read(tmp_path):
    """Twice as long as all memory and swap; only what holds rows takes disk."""
    store = FeatureStore(tmp_path, row_shape=[64], dtype=torch.float16, about={})
    store.append(["0" * 32], torch.full((1, 64), 3.0))
    rows = store.rows(["0" * 32])
    memory = psutil.virtual_memory().total + psutil.swap_memory().total
    last = 2 * memory // store.row_bytes
    with open(tmp_path / "rows.bin", "r+b") as file:
        file.seek(last * store.row_bytes)
        file.write(torch.full((64,), 5.0).half().numpy().tobytes())
    rows.positions = torch.tensor([0, last])
    assert rows[[1, 0]].tolist() == [[5.0] * 64, [3.0] * 64]
    assert rows[1].tolist() == [5.0] * 64


def test_rows_travel_to_a_worker_without_their_data(tmp_path):
    import pickle

    store = open_store(tmp_path, row_shape=(100, 100))
    store.append([name(0)], torch.zeros(1, 100, 100))
    rows = store.rows([name(0)])
    copy = pickle.loads(pickle.dumps(rows))
    assert isinstance(copy, Rows) and len(pickle.dumps(rows)) < 2000
    torch.testing.assert_close(copy[:], rows[:])


CHILD = """
import sys, time
from pathlib import Path
sys.path[:0] = [{tests!r}, {root!r}]
from test_features import Eye, cached
class SlowEye(Eye):
    def forward(self, images):
        print("batch", flush=True)
        time.sleep(0.01)
        return super().forward(images)
SlowEye.__name__ = "Eye"
cached(SlowEye(), sorted(Path({photos!r}).iterdir()), {cache!r}, batch_size=3)
print("done", flush=True)
"""


@pytest.mark.kill
def test_killed_anywhere_it_ends_like_an_undisturbed_run(tmp_path, chance):
    photos = draw(tmp_path / "many", 100)
    tests = os.path.dirname(__file__)
    code = CHILD.format(
        tests=tests,
        root=os.path.dirname(tests),
        photos=str(tmp_path / "many"),
        cache=str(tmp_path / "killed"),
    )
    kept = []
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        for _ in range(chance.randint(2, 9)):  # at least one batch is stored
            assert child.stdout.readline() == b"batch\n"
        time.sleep(chance.uniform(0, 0.02))
        child.send_signal(signal.SIGKILL)
        child.stdout.close()
        child.wait()
        kept += [f.stat().st_size for f in (tmp_path / "killed").glob("*/index.txt")]
    eye = Eye()
    rows = cached(eye, photos, tmp_path / "killed", batch_size=3)
    whole = cached(Eye(), photos, tmp_path / "whole", batch_size=3)
    assert 0 < kept[-1] // 33 == 100 - eye.seen, "kept rows are not computed again"
    torch.testing.assert_close(rows[:], whole[:], rtol=0, atol=0)


@pytest.mark.slow
def test_two_programs_at_once_share_the_work(tmp_path):
    photos = draw(tmp_path / "many", 40)
    tests = os.path.dirname(__file__)
    code = CHILD.format(
        tests=tests,
        root=os.path.dirname(tests),
        photos=str(tmp_path / "many"),
        cache=str(tmp_path / "cache"),
    )
    command = [sys.executable, "-c", code]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    said = [child.communicate()[0] for child in children]
    assert sorted(said) == [b"batch\n" * 14 + b"done\n", b"done\n"]
    eye = Eye()
    rows = cached(eye, photos, tmp_path / "cache")
    whole = cached(Eye(), photos, tmp_path / "whole", batch_size=3)
    assert eye.seen == 0
    assert (tmp_path / "cache").glob("*/rows.bin").__next__().stat().st_size == 40 * 60
    torch.testing.assert_close(rows[:], whole[:], rtol=0, atol=0)
    assert hash_image(photos[0]) != hash_image(photos[1])


def test_other_libraries_compute_anew(photos, tmp_path, monkeypatch):
    def stores():
        cached(Eye(), photos, tmp_path / "c")
        cache_pixels(photos, side=SIDE, folder=tmp_path / "c", progress=False)
        return {path.name for path in (tmp_path / "c").iterdir()}

    before = stores()
    for library, version in (("PIL", "99.0"), ("torch", "98.0+cpu")):
        monkeypatch.setattr(f"{library}.__version__", version)
        now = stores()
        assert len(now) == len(before) + 2, "features, and pixels"
        before = now
    monkeypatch.setattr("helpers.features.PIXELS_RELEASE", 99)
    assert len(stores()) == len(before) + 1


def test_a_digest_tells_pictures_order_and_eye(photos, tmp_path):
    def digest(paths, eye):
        return cached(eye, paths, tmp_path / "c").digest

    other = Eye()
    other.conv.weight[0, 0, 0, 0] += 1
    told = [digest(photos, Eye()), digest(photos[::-1], Eye()),
            digest(photos[:-1], Eye()), digest(photos, other)]  # fmt: skip
    assert len(set(told)) == 4
    assert digest(photos, Eye()) == told[0]
