"""Turn images into token sequences.

Axes: B images, C channels, H and W pixels, P patch side in pixels,
N = (H / P) * (W / P) patches in reading order, D token width.
"""

__lesson__ = "01"

import torch
from torch import Tensor, nn


def count_patches(height: int, width: int, patch_size: int) -> int:
    """How many whole patches tile an image.

    Raises:
        ValueError: patch_size does not divide height and width.
    """
    if patch_size < 1 or height % patch_size or width % patch_size:
        raise ValueError(
            f"expected a patch size that divides {height} x {width} pixels, "
            f"got {patch_size}; resize the image or choose another patch size"
        )
    return (height // patch_size) * (width // patch_size)


def patchify(images: Tensor, patch_size: int) -> Tensor:
    """Cut images into flat patches: (B, C, H, W) -> (B, N, C*P*P).

    Patches come in reading order; inside a patch the channel comes first.

    Raises:
        ValueError: patch_size does not divide the image.
    """
    b, c, h, w = images.shape
    count_patches(h, w, patch_size)
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    x = x.permute(0, 2, 4, 1, 3, 5)  # (B, H/P, W/P, C, P, P)
    return x.flatten(3).flatten(1, 2)


def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put flat patches together again: (B, N, C*P*P) -> (B, C, H, W).

    Raises:
        ValueError: the patches are not those of an image of this size.
    """
    b, n, flat = patches.shape
    p = patch_size
    if n != count_patches(height, width, p) or flat % (p * p):
        raise ValueError(
            f"expected {count_patches(height, width, p)} patches of C * {p * p} "
            f"numbers, got {n} of {flat}; pass the size that was cut"
        )
    x = patches.reshape(b, height // p, width // p, flat // (p * p), p, p)
    return x.permute(0, 3, 1, 4, 2, 5).reshape(b, -1, height, width)


class PatchEmbedding(nn.Module):
    """One token a patch: (B, C, H, W) -> (B, N, D).

    Args:
        image_size: H and W, in pixels.
        patch_size: P, in pixels; divides image_size.
        channels: C.
        width: D.

    Raises:
        ValueError: patch_size does not divide image_size, or forward receives
            images of another size.

    Source: Dosovitskiy et al. 2021, section 3.1 (arXiv:2010.11929).
    """

    def __init__(self, *, image_size: int, patch_size: int, channels: int, width: int):
        super().__init__()
        count_patches(image_size, image_size, patch_size)
        self.image_size, self.patch_size = image_size, patch_size
        self.project = nn.Linear(channels * patch_size**2, width)

    def forward(self, images: Tensor) -> Tensor:
        size = (self.image_size, self.image_size)
        if images.shape[-2:] != size:
            h, w = images.shape[-2:]
            raise ValueError(
                f"expected {size[0]} x {size[1]} pixels, got {h} x {w}; resize first"
            )
        return self.project(patchify(images, self.patch_size))


class ImageTokens(nn.Module):
    """Class token first, learned positions on all: (B, N, D) -> (B, N+1, D).

    Parameters `cls` (1, 1, D) and `position` (1, N+1, D).

    Source: Dosovitskiy et al. 2021, equation 1 (arXiv:2010.11929).
    """

    def __init__(self, *, patches: int, width: int):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width) * 0.02)

    def forward(self, x: Tensor) -> Tensor:
        cls = self.cls.expand(len(x), -1, -1)
        return torch.cat([cls, x], dim=1) + self.position
