"""Lay attention over the picture: which patches did each generated word attend to?

Axes: H and W pixels, N = rows * cols image tokens in reading order, T words,
L layers. The number of heads is written out. A grid is (rows, cols), patches
(down, across); a box is (left, top, right, bottom), right and bottom outside.

Drawing: the caller makes the figure and owns it. Pictures and heat maps share the
extent (0, W, H, 0), so a box in pixels can be drawn over them as it is. Panels to
be compared share one scale, or diffuse attention would look as sure as sharp one.
`plt.subplots(..., layout="compressed")` leaves no gaps between panels.
"""

__lesson__ = "07"

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from torch import Tensor

from .tokens import START

HEAT_COLOURS = "inferno"  # dark to bright: the order survives colour blindness
HEAT_STRENGTH = 0.45  # share of the heat map; the picture stays recognisable
SMOOTHING = "hermite"  # keeps every cell's own value at its centre; bicubic does not
TITLE_POINTS = 12


def unnormalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Undo (pixels - mean) / std and clip to [0, 1]: (3, H, W) -> (3, H, W), a copy.

    Args:
        image: (3, H, W), as the encoder receives it.
        mean, std: the encoder's own, one number a channel.
    """
    m, s = (torch.as_tensor(x).to(image).view(3, 1, 1) for x in (mean, std))
    return (image * s + m).clamp(0, 1)


def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    """Put each token back where its patch lies: (..., N) -> (..., rows, cols).

    Raises:
        ValueError: N is not rows * cols.
    """
    if weights.shape[-1] != rows * cols:
        raise ValueError(
            f"expected {rows} x {cols} = {rows * cols} weights, "
            f"got {weights.shape[-1]}; is the class token still among them?"
        )
    return weights.unflatten(-1, (rows, cols))


def enlarge(heat: Tensor, height: int, width: int) -> Tensor:
    """Scale a heat map to pixels, bilinear: (rows, cols) -> (height, width).

    Every value lies between two old ones, so that no weight is made up; where cells
    meet the border, the border keeps their value.
    """
    batch = heat[None, None]  # interpolate wants a batch and a channel axis
    return F.interpolate(batch, size=(height, width), mode="bilinear")[0, 0]


def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, the same heat in every channel.

    Args:
        image: (3, H, W), in [0, 1].
        heat: (H, W), in [0, 1].
        strength: 0 gives the picture, 1 the heat map.

    Raises:
        ValueError: picture and heat map differ in size.
    """
    if image.shape[-2:] != heat.shape:
        raise ValueError(
            f"expected heat of {tuple(image.shape[-2:])}, got {tuple(heat.shape)}; "
            "enlarge() it to the picture's height and width"
        )
    return (1 - strength) * image + strength * heat


def word_heatmaps(
    weights: Tensor, ids: Sequence[int] | Tensor, rows: int, cols: int
) -> list[tuple[int, Tensor]]:
    """Pair every word with the attention of the step that generated it.

    Position t of a decoder reads ids[0..t] and predicts ids[t + 1]: the attention
    of the step that generated ids[t] is weights[t - 1], and none did <start>.

    Args:
        weights: (T, N), one row a decoder position.
        ids: <start>, then at most T words.
        rows, cols: the patches down and across.

    Returns:
        One (id, heat (rows, cols)) a word, without <start>.

    Raises:
        ValueError: ids do not begin with <start>, or there are more words than rows.
    """
    ids = [int(word) for word in ids]
    if ids[:1] != [START]:
        raise ValueError(
            f"expected ids to begin with <start> ({START}), got {ids}; "
            "without it every word gets its neighbour's attention"
        )
    if len(weights) < len(ids) - 1:
        raise ValueError(
            f"expected a row of weights for each of {len(ids) - 1} words, "
            f"got {len(weights)}; run the decoder on the whole caption"
        )
    return list(zip(ids[1:], to_grid(weights, rows, cols), strict=False))


def peak_in_box(heat: Tensor, box: tuple[int, int, int, int]) -> bool:
    """Whether the hottest cell of (rows, cols) lies in the box, counted in cells."""
    left, top, right, bottom = box
    y, x = torch.unravel_index(heat.argmax(), heat.shape)
    return bool((left <= x) & (x < right) & (top <= y) & (y < bottom))


def draw_attention(
    ax: Axes, image: Tensor, weights: Tensor, *, grid: tuple[int, int], top: float
) -> AxesImage:
    """Lay one word's attention over the picture; return the heat map.

    Args:
        ax: where to draw.
        image: (3, H, W), in [0, 1].
        weights: (N,), one weight a patch, in reading order.
        grid: (rows, cols), patches down and across.
        top: the weight drawn brightest; share it among panels to be compared.

    Raises:
        ValueError: image is not (3, H, W) in [0, 1], or N is not rows * cols.
    """
    pixels = _pixels(image)
    extent = (0, pixels.shape[1], pixels.shape[0], 0)  # left, right, bottom, top
    ax.imshow(pixels, extent=extent)
    heat = ax.imshow(
        to_grid(_on_cpu(weights), *grid).numpy(),
        cmap=HEAT_COLOURS,
        vmin=0,
        vmax=top,
        alpha=HEAT_STRENGTH,
        extent=extent,
        interpolation=SMOOTHING,
    )
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return heat


def draw_words(
    axes: Sequence[Axes] | np.ndarray,
    image: Tensor,
    words: Sequence[str],
    weights: Tensor,
    *,
    grid: tuple[int, int],
) -> list[AxesImage]:
    """Draw one panel a word, the word above it, all on the scale of the hottest weight.

    Args:
        axes: at least T panels, in any shape, filled in reading order; the rest is
            left blank.
        image: (3, H, W), in [0, 1].
        words: T words, as they were generated.
        weights: (T, N), the attention of the steps that generated them.
        grid: (rows, cols), patches down and across.

    Raises:
        ValueError: words, weights and panels differ in number.
    """
    panels = np.asarray(axes).ravel()
    if isinstance(words, str) or len(words) != len(weights):
        raise ValueError(
            f"expected one word a row of weights, got {words!r} for {len(weights)} "
            "rows; pass a list of words, paired as word_heatmaps pairs them"
        )
    if len(panels) < len(words):
        raise ValueError(
            f"expected a panel a word, got {len(panels)} for {len(words)} words; "
            "make more in plt.subplots"
        )
    top = weights.max().item()
    heats = []
    for ax, word, row in zip(panels, words, weights, strict=False):
        heats.append(draw_attention(ax, image, row, grid=grid, top=top))
        ax.set_title(word, fontsize=TITLE_POINTS)
    for ax in panels[len(words) :]:
        ax.set_axis_off()
    return heats


def heat_colours(shades: int) -> list[str]:
    """The colours of heat maps as web pages name them, from weight 0 to the top."""
    colours = colormaps[HEAT_COLOURS].resampled(shades)(range(shades))
    return [to_hex(colour) for colour in colours]


def _on_cpu(values: Tensor) -> Tensor:
    return values.detach().float().cpu()


def _pixels(image: Tensor) -> np.ndarray:
    """(3, H, W) -> (H, W, 3), as matplotlib wants it."""
    image = _on_cpu(image)
    low, high = image.min().item(), image.max().item()
    if image.ndim != 3 or len(image) != 3 or low < 0 or high > 1:
        raise ValueError(
            f"expected a picture (3, H, W) in [0, 1], got {tuple(image.shape)} from "
            f"{low:.3g} to {high:.3g}; unnormalize() it, or divide bytes by 255"
        )
    return image.permute(1, 2, 0).numpy()
