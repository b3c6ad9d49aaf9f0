"""Decoded pixels and features of frozen encoders, computed once and kept on disk.

Axes: B images in a batch, H and W pixels, N image tokens, D their width.
"""

__lesson__ = "09"

import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import numpy as np
import PIL
import torch
from torch import Tensor
from tqdm import tqdm

from .contracts import Encoder
from .devices import half_on_gpu
from .images import load_image, normalize
from .modes import evaluating
from .store import FeatureStore, Rows, hash_image

RELEASE = 2  # of our encoders: raise it when one computes something else
PIXELS_RELEASE = 1  # of load_image, likewise
Name = TypeVar("Name")
NAMED = 5  # broken files named in an error; the others are counted


def cache_pixels(
    paths: Sequence[Path],
    *,
    side: int,
    folder: Path,
    mirrored: bool = False,
    batch_size: int = 64,
    progress: bool = True,
) -> Rows:
    """Decoded images as uint8 rows (side, side, 3), one for each path.

    Args:
        mirrored: left and right exchanged; such rows have a store of their own.

    Raises:
        ValueError: an image cannot be read; all others are kept.
        OSError: the disk is too small.
    """
    store = FeatureStore(
        Path(folder) / f"{_kind('pixels', mirrored)}-{side}-{PIXELS_RELEASE}-"
        f"{libraries()}",
        row_shape=(side, side, 3),
        dtype=torch.uint8,
        about={"rows": _kind("pixels", mirrored), "release": PIXELS_RELEASE},
    )
    load = partial(_load, side=side, mirrored=mirrored)
    return _fill(store, paths, load, lambda pixels: pixels, batch_size, progress)


def cache_features(
    encoder: Encoder,
    paths: Sequence[Path],
    *,
    folder: Path,
    mirrored: bool = False,
    batch_size: int = 64,
    progress: bool = True,
) -> Rows:
    """A frozen encoder's memories of images: float16 rows (N, D), one for each path.

    Runs on the device where the encoder is. Other weights, pixels or normalisation
    go into another store; a changed image gets a new row.

    Args:
        mirrored: of the images with left and right exchanged.

    Raises:
        ValueError: the encoder learns, an image cannot be read (all others are
            kept), or a feature is too large for float16.
        OSError: the disk is too small.
    """
    learning = sum(p.numel() for p in encoder.parameters() if p.requires_grad)
    if learning:
        raise ValueError(
            f"expected a frozen encoder, got one with {learning:,} numbers that learn, "
            "so its features would go out of date; freeze it with "
            "encoder.requires_grad_(False), or use cache_pixels"
        )
    name, weights = type(encoder).__name__, fingerprint(encoder)
    store = FeatureStore(
        Path(folder) / f"{_kind(name, mirrored)}-{weights}-{libraries()}",
        row_shape=(math.prod(encoder.grid), encoder.memory_width),
        dtype=torch.float16,
        about={
            "rows": _kind("features", mirrored),
            "encoder": name,
            "weights": weights,
        },
    )
    load = partial(_load, side=encoder.image_size, mirrored=mirrored)
    compute = partial(_encode, encoder)
    with evaluating(encoder):
        return _fill(store, paths, load, compute, batch_size, progress)


def fingerprint(encoder: Encoder) -> str:
    """16 hex digits that change with the weights, the pixel size, mean or std."""
    digest = blake2b(digest_size=8)
    code = getattr(encoder, "source", "")  # the text of a learner's own FILE.py
    pixels = [encoder.image_size, *map(float, (*encoder.mean, *encoder.std))]
    digest.update(repr((RELEASE, type(encoder).__name__, code, pixels)).encode())
    for name, tensor in sorted(encoder.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.cpu().contiguous().view(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def libraries() -> str:
    """The versions that rows depend on: Pillow decodes and resizes, torch computes."""
    return f"pillow-{PIL.__version__}-torch-{torch.__version__.split('+')[0]}"


def _encode(encoder: Encoder, pixels: Tensor) -> Tensor:
    """uint8 (B, H, W, 3) -> float16 (B, N, D) on the CPU."""
    weight = next(encoder.parameters(), pixels)
    images = pixels.to(weight.device).movedim(-1, -3).float() / 255
    images = normalize(images, encoder.mean, encoder.std)
    with torch.inference_mode(), half_on_gpu(weight.device):
        memory = encoder(images).half().cpu()
    if not memory.isfinite().all():
        raise ValueError(
            "expected features within float16's 65504, got larger ones or NaN; "
            "do the weights belong to this encoder, and are mean and std right?"
        )
    return memory


def _kind(rows: str, mirrored: bool) -> str:
    return f"mirrored-{rows}" if mirrored else rows


def _load(path: Path, *, side: int, mirrored: bool) -> np.ndarray:
    image = load_image(path, side)
    return image[:, ::-1] if mirrored else image


def _fill(
    store: FeatureStore,
    paths: Sequence[Path],
    load: Callable[[Path], np.ndarray],
    compute: Callable[[Tensor], Tensor],
    batch_size: int,
    progress: bool,
) -> Rows:
    """The rows of `paths`, once those that the store lacks are computed."""
    if not len(paths):
        raise ValueError("expected at least one image, got no paths")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        hashes = list(pool.map(hash_image, paths))
    if store.missing(hashes):
        path_of = dict(zip(hashes, paths, strict=True))
        with store.writing():  # of several programs one computes, the others wait
            photos = [(name, path_of[name]) for name in store.missing(hashes)]
            store.check_space(len(photos))
            count, name = len(photos), store.folder.name.removesuffix(libraries())
            with tqdm(
                total=count, desc=name.strip("-"), unit="image", disable=not progress
            ) as bar:
                _compute(store, decode_ahead(photos, load, batch_size), compute, bar)
    return store.rows(hashes)


def decode_ahead(
    photos: list[tuple[Name, Path]],
    load: Callable[[Path], np.ndarray],
    batch_size: int,
) -> Iterator[list[tuple[Name, np.ndarray | ValueError]]]:
    """Batches of (name, pixels or what is wrong with the file), in order.

    Threads decode the next batch while the caller works on this one: decoding is
    the bottleneck, and Pillow lets other threads run meanwhile.
    """

    def try_loading(photo):
        name, path = photo
        try:
            return name, load(path)
        except ValueError as error:
            return name, error

    starts = range(0, len(photos) + batch_size, batch_size)
    ready = None
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for k in starts:
            ahead = pool.map(try_loading, photos[k : k + batch_size])
            if ready is not None:
                yield list(ready)
            ready = ahead


def _compute(store, batches, compute, bar) -> None:
    broken = []
    for batch in batches:
        good = {name: x for name, x in batch if not isinstance(x, ValueError)}
        broken += [str(x) for _, x in batch if isinstance(x, ValueError)]
        if good:
            pixels = torch.from_numpy(np.stack(list(good.values())))
            store.append(list(good), compute(pixels))
        bar.update(len(batch))
    if broken:
        named = "\n".join(broken[:NAMED])
        raise ValueError(
            f"{len(broken)} of {bar.total} images cannot be read; the others are kept "
            f"for the next run. The first of them:\n{named}"
        )
