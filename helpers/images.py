"""Read image files as pixels, and pixels as tensors.

Axes: H and W pixels, 3 colours in the order red, green, blue.
"""

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
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def load_image(path: Path | str, side: int) -> np.ndarray:
    """One file as uint8 (side, side, 3) RGB: see `square`.

    Raises:
        FileNotFoundError: no such file.
        ValueError: not an image, a truncated one, or one beyond Pillow's size limit.
    """
    try:
        with Image.open(path) as image:
            # A 12-megapixel JPEG decodes several times faster at a fraction of its
            # size; twice the side is left for the antialiased resize.
            image.draft(None, (2 * side, 2 * side))
            return square(image, side)
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise ValueError(
            f"cannot read the image {path}: {error}; "
            "replace the file, or remove it together with its captions"
        ) from error


def square(image: Image.Image, side: int) -> np.ndarray:
    """A picture as uint8 (side, side, 3) RGB.

    Turned upright as its EXIF says, laid on white where transparent, the shorter
    edge resized to `side` with antialiasing, the centre kept.
    """
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    elif image.mode.startswith(("I", "F")):  # 16 bits a pixel: convert would clip them
        image = Image.fromarray((np.asarray(image) / 257).astype(np.uint8))
    resized = ImageOps.fit(image.convert("RGB"), (side, side), Image.Resampling.BICUBIC)
    return np.array(resized)


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
    except UNREADABLE:
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
