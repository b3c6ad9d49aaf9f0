"""Laws of reading image files; every picture is made here."""

import struct

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps
from torch.testing import assert_close
from torchvision.transforms import functional as tv

from helpers.images import is_whole, load_image, normalize, square, to_tensor

ORIENTATION = 0x0112  # the EXIF tag; 6 means: turn a quarter clockwise
RED, WHITE = (255, 0, 0), (255, 255, 255)


@pytest.fixture
def photo():
    """A smooth picture, 60 wide and 40 high, every corner different."""
    y, x = np.mgrid[:40, :60]
    rgb = np.stack([4 * x, 6 * y, 255 - 2 * (x + y)], axis=-1)
    return Image.fromarray(rgb.astype(np.uint8))


def save(image, path, **options):
    image.save(path, **options)
    return path


def test_shorter_edge_then_centre(photo, tmp_path):
    pixels = load_image(save(photo, tmp_path / "a.png"), 20)
    bicubic = tv.InterpolationMode.BICUBIC
    expected = tv.center_crop(tv.resize(photo, 20, bicubic), 20)
    assert pixels.shape == (20, 20, 3)
    assert pixels.dtype == np.uint8
    inner = slice(2, -2)  # at the cut the two look at different neighbours
    assert_close(pixels[:, inner], np.array(expected)[:, inner], atol=1, rtol=0)


def test_tall_pictures_lose_top_and_bottom(photo):
    wide, tall = photo, photo.transpose(Image.Transpose.TRANSPOSE)
    assert_close(square(tall, 20), square(wide, 20).transpose(1, 0, 2), atol=1, rtol=0)


def test_shrinking_averages():
    checks = np.indices((64, 64)).sum(0) % 2 * 255
    pixels = square(Image.fromarray(checks.astype(np.uint8)), 16)
    assert abs(pixels.astype(int) - 127).max() < 12


def test_small_pictures_grow():
    assert (square(Image.new("RGB", (3, 2), RED), 9) == RED).all()


def test_photos_are_turned_upright(photo, tmp_path):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    turned = load_image(save(photo, tmp_path / "a.png", exif=exif), 40)
    lying = load_image(save(photo, tmp_path / "b.png"), 40)
    assert np.array_equal(turned, np.rot90(lying, -1))


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "YCbCr", "RGBA"])
def test_every_mode_becomes_rgb(mode):
    image = Image.new("RGB", (8, 8), WHITE).convert(mode)
    assert (square(image, 4) == WHITE).all()


def test_colours_survive_cmyk(photo, tmp_path):
    path = save(photo.convert("CMYK"), tmp_path / "a.jpg", quality=100)
    difference = load_image(path, 40).astype(int) - square(photo, 40)
    assert abs(difference).max() < 12


def test_sixteen_bits_keep_their_shades():
    grey = Image.fromarray(np.full((8, 8), 128 * 257, np.uint16))
    assert (square(grey, 4) == 128).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparent_becomes_white(mode):
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0)).convert(mode)
    assert (square(clear, 4) == WHITE).all()


def test_a_large_jpeg_is_the_same_picture(photo, tmp_path):
    large = photo.resize((1200, 800))
    pixels = load_image(save(large, tmp_path / "a.jpg", quality=95), 40).astype(int)
    assert abs(pixels - square(large, 40)).max() < 8


BROKEN = {
    "text.jpg": lambda whole: b"<html>404 not found</html>",
    "empty.jpg": lambda whole: b"",
    "cut.jpg": lambda whole: whole["jpg"][:-200],
    "head.jpg": lambda whole: whole["jpg"][:4],
    "cut.png": lambda whole: whole["png"][:-40],
}


@pytest.fixture
def whole(photo, tmp_path):
    return {
        kind: save(photo, tmp_path / f"whole.{kind}").read_bytes()
        for kind in ("jpg", "png", "webp", "bmp")
    }


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_found_and_named(name, whole, tmp_path):
    path = tmp_path / name
    path.write_bytes(BROKEN[name](whole))
    assert not is_whole(path)
    with pytest.raises(ValueError, match=rf"cannot read the image .*{name}"):
        load_image(path, 8)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "bmp"])
def test_whole_files_are_whole(kind, whole, tmp_path):
    path = tmp_path / f"whole.{kind}"
    assert is_whole(path)
    path.write_bytes(whole[kind] + b"\0" * 9)  # phones append things to JPEGs
    assert is_whole(path)


def test_a_missing_file_is_not_called_broken(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_image(tmp_path / "none.jpg", 8)


def test_to_tensor():
    pixels = np.arange(2 * 5 * 3, dtype=np.uint8).reshape(2, 5, 3)
    assert_close(to_tensor(pixels), tv.to_tensor(pixels))
    assert_close(to_tensor(np.stack([pixels, pixels]))[1], tv.to_tensor(pixels))


def test_to_tensor_refuses_other_pixels():
    with pytest.raises(TypeError, match="expected uint8 pixels"):
        to_tensor(np.zeros((2, 5, 3)))
    with pytest.raises(ValueError, match="read files with load_image"):
        to_tensor(np.zeros((3, 2, 5), np.uint8))


def test_normalize_equals_torchvision_and_copies():
    images = torch.rand(2, 3, 4, 5)
    before = images.clone()
    mean, std = (0.1, 0.2, 0.3), (0.4, 0.5, 0.6)
    assert_close(normalize(images, mean, std), tv.normalize(images, mean, std))
    assert_close(images, before)


def exif(*entries, extra=b""):
    """EXIF of (tag, kind, count, four bytes) entries."""
    body = struct.pack("<H", len(entries))
    body += b"".join(struct.pack("<HHL", *e[:3]) + e[3] for e in entries)
    head = b"Exif\0\0II*\0" + struct.pack("<L", 8)
    return head + body + struct.pack("<L", 0) + extra


TURN = (0x112, 3, 1, struct.pack("<HH", 6, 0))
AFTER = struct.pack("<L", 8 + 2 + 12 * 2 + 4)  # where longer values lie
ODD = {
    "a negative rational": ((0x11A, 10, 1, AFTER), struct.pack("<ll", -1, 0)),
    "a resolution as text": ((0x11A, 2, 3, b"72\0\0"), b""),
    "a negative long": ((0x100, 9, 1, struct.pack("<l", -5)), b""),
    "NaN": ((0x11A, 12, 1, AFTER), struct.pack("<d", float("nan"))),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_exif_beside_the_turn_does_no_harm(tmp_path, name):
    entry, extra = ODD[name]
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (0, 0, 20, 20))  # on the left: upright, it lies on top
    image.save(tmp_path / "a.jpg", exif=exif(TURN, entry, extra=extra), quality=95)
    pixels = load_image(tmp_path / "a.jpg", 16)
    assert pixels[2, 8, 2] > 200 and pixels[13, 8, 0] > 200


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_turn_is_undone_as_pillow_does(tmp_path, turn):
    noise = np.random.default_rng(0).integers(0, 256, (24, 24, 3), np.uint8)
    Image.fromarray(noise).save(
        tmp_path / "a.png", exif=exif((0x112, 3, 1, struct.pack("<HH", turn, 0)))
    )
    with Image.open(tmp_path / "a.png") as image:
        expected = np.asarray(ImageOps.exif_transpose(image))
    np.testing.assert_array_equal(load_image(tmp_path / "a.png", 24), expected)


RAMP = np.linspace(0, 1, 32 * 32).reshape(32, 32)


@pytest.mark.parametrize(
    "values",
    [
        RAMP.astype(np.float32),
        (255 * RAMP).astype(np.float32),
        (255 * RAMP).astype(np.int32),
        (4095 * RAMP).astype(np.uint16),
        (65535 * RAMP).astype(np.uint16),
        (65535 * RAMP).astype(np.int32),
    ],
    ids=["0 to 1", "floats to 255", "32 bits", "12 bits in 16", "16 bits", "16 in 32"],
)
def test_shades_keep_their_meaning(tmp_path, values):
    Image.fromarray(values).save(tmp_path / "a.tif")
    pixels = load_image(tmp_path / "a.tif", 32)[..., 0]
    np.testing.assert_allclose(pixels, 255 * RAMP, atol=1.5)


@pytest.mark.parametrize("bad", [np.nan, -1.0, 70_000.0])
def test_numbers_that_are_no_shades_are_refused(tmp_path, bad):
    values = RAMP.astype(np.float32)
    values[3, 3] = bad
    Image.fromarray(values).save(tmp_path / "a.tif")
    with pytest.raises(ValueError, match="expected shades from 0 to 65535"):
        load_image(tmp_path / "a.tif", 32)
