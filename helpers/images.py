"""Read image files as pixels, and pixels as tensors.

Axes: H and W pixels, 3 colours in the order red, green, blue.
"""

__lesson__ = "00"

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

ENDS = {  # how a file of each kind begins, and how it ends when nothing is missing
    b"\xff\xd8\xff": b"\xff\xd9",  # JPEG
    b"\x89PNG\r\n\x1a\n": b"IEND\xaeB`\x82",
}
ORIENTATION = 0x0112  # of EXIF: which way the camera was held, 1 to 8
TURNS = {  # what makes such a picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
LARGEST = 50  # million pixels: a transparent picture of that many takes 0.8 GB to read
WHITES = (255, 4095, 65535)  # of 8, 12 and 16 bits, whatever holds them


def load_image(path: Path | str, side: int) -> np.ndarray:
    """One file as uint8 (side, side, 3) RGB: see `square`.

    Raises:
        FileNotFoundError: no such file.
        ValueError: not an image, a truncated one, one beyond Pillow's size limit, or
            one of numbers that are no shades.
    """
    try:
        with Image.open(path) as image:
            # A 12-megapixel JPEG decodes several times faster at a fraction of its
            # size; twice the side is left for the antialiased resize.
            image.draft(None, (2 * side, 2 * side))
            return square(image, side)
    except FileNotFoundError:
        raise
    except Exception as error:  # Pillow's readers raise of all kinds on odd files
        refuse_heic(path)
        raise ValueError(
            f"cannot read the image {path}: {error or type(error).__name__}; "
            "replace the file, or remove it together with its captions"
        ) from error


def read_picture(file: Path, side: int) -> np.ndarray:
    """A picture somebody handed in as uint8 (side, side, 3) RGB: see `square`.

    Raises:
        ValueError: not a picture, a damaged one, or one of too many pixels.
    """
    try:
        with Image.open(file) as image:  # reads no more than the head
            millions = image.width * image.height / 1e6
        if millions <= LARGEST:
            return load_image(file, side)
        got = f"{millions:.0f} million"
    except Image.DecompressionBombError:  # so many that Pillow will not open it
        got = "far more"
    except Exception as error:  # Pillow's readers raise of all kinds
        refuse_heic(file)
        raise ValueError(
            "expected a picture (JPEG, PNG, WebP, GIF, BMP or TIFF), got a file that "
            "is something else or damaged; open it elsewhere and save it as a JPEG"
        ) from error
    raise ValueError(
        f"expected at most {LARGEST} million pixels, got {got}; make the picture "
        "smaller"
    )


def refuse_heic(path: Path | str) -> None:
    """Raise ValueError, with what to do, for a photo in a phone's own format."""
    try:
        with open(path, "rb") as file:
            head = file.read(12)
    except OSError:
        return
    if head[4:8] == b"ftyp" and head[8:] in HEIC_BRANDS:
        raise ValueError(
            f"expected JPEG, PNG, WebP, GIF, BMP or TIFF, got {path}, a HEIC photo, "
            "which is not read here; export it as a JPEG (iPhone: Settings, Camera, "
            "Formats, Most Compatible), or send it to yourself, which converts it"
        )


def square(image: Image.Image, side: int) -> np.ndarray:
    """A picture as uint8 (side, side, 3) RGB.

    Turned upright as its EXIF says, laid on white where transparent, the shorter
    edge resized to `side` with antialiasing, the centre kept.
    """
    image = upright(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    elif image.mode.startswith(("I", "F")):  # more than 8 bits: convert would clip them
        image = Image.fromarray(shades(np.asarray(image)))
    resized = ImageOps.fit(image.convert("RGB"), (side, side), Image.Resampling.BICUBIC)
    return np.array(resized)


def upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says; whatever else stands there, right or wrong, is left."""
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # EXIF that can't be read turns nothing
        turn = None
    return image if turn is None else image.transpose(turn)


def shades(values: np.ndarray) -> np.ndarray:
    """Grey values of 12, 16 or 32 bits, or in floating point, as uint8.

    Black is 0. White follows from the values: 1 for floating point up to 1, else the
    least of 255, 4095 and 65535 that none exceeds, since files of 12 bits, and tools
    that keep 8 bits in 32, do not say so.

    Raises:
        ValueError: NaN, negative numbers, or numbers above 65535.
    """
    low, high = values.min(), values.max()
    if not (low >= 0 and high <= WHITES[-1]):  # False for NaN too
        raise ValueError(
            f"expected shades from 0 to {WHITES[-1]}, got {low} to {high}; "
            "scale them to 0 to 255 and save the picture anew"
        )
    whites = (1, *WHITES) if np.issubdtype(values.dtype, np.floating) else WHITES
    white = next(white for white in whites if high <= white)
    return (values / white * 255).round().astype(np.uint8)


def is_whole(path: Path) -> bool:
    """Whether an image file looks complete, in some ten microseconds.

    A JPEG or PNG with its kind's first and last bytes is taken to be whole; any
    other file is decoded to find out. Damage between good ends goes unseen here:
    `load_image` refuses such a file later.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(8)
            file.seek(-8, 2)
            tail = file.read()
        if any(head.startswith(a) and tail.endswith(z) for a, z in ENDS.items()):
            return True
        with Image.open(path) as image:
            image.load()
    except Exception:  # as in load_image
        return False
    return True


def to_tensor(image: np.ndarray) -> Tensor:
    """Pixels (..., H, W, 3) uint8 become float (..., 3, H, W) in [0, 1].

    Raises:
        TypeError: not uint8 (float pixels may already be scaled).
        ValueError: the last axis is not three colours.
    """
    if image.dtype != np.uint8:
        raise TypeError(f"expected uint8 pixels from 0 to 255, got {image.dtype}")
    if image.ndim < 3 or image.shape[-1] != 3:
        raise ValueError(
            f"expected (..., H, W, 3), got {image.shape}; read files with load_image"
        )
    return torch.tensor(image).movedim(-1, -3).float() / 255


def normalize(images: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """(images - mean) / std for each colour of (..., 3, H, W); a new tensor."""
    m, s = (
        torch.as_tensor(x, dtype=images.dtype, device=images.device)[:, None, None]
        for x in (mean, std)
    )
    return (images - m) / s
