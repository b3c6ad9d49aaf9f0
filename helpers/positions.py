"""Sine and cosine positions of patches, from row and column."""

__lesson__ = "00"

import torch
from torch import Tensor

LONGEST = 20.0  # times 2 pi patches: no wave is much longer than a picture is wide


def sincos_positions(rows: int, columns: int, width: int) -> Tensor:
    """(rows * columns, width), patches in reading order.

    The first half of the numbers tells the row, the second the column. Neighbours are
    alike, patches far apart are not, and a step to the right changes the same numbers
    everywhere: that is what makes "left of" easy to learn.

    Raises:
        ValueError: width is no multiple of 4.

    Source: Vaswani et al. 2017, section 3.5 (arXiv:1706.03762), once for each axis.
    """
    if width % 4:
        raise ValueError(f"expected a width that 4 divides, got {width}")
    waves = LONGEST ** -(torch.arange(width // 4) / (width // 4))

    def along(steps):
        angles = torch.arange(steps)[:, None] * waves
        return torch.cat([angles.sin(), angles.cos()], dim=1)  # (steps, width / 2)

    down = along(rows)[:, None].expand(-1, columns, -1)
    across = along(columns)[None].expand(rows, -1, -1)
    return torch.cat([down, across], dim=2).flatten(0, 1)
