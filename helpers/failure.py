"""Draw what a failed check wanted beside what the answer gave, where that can be seen.

Only in notebooks, below a check that has failed: the answer is asked once more, on an
example that shows its mistake, and the course's own answer beside it.

Axes: B pictures, C channels, H and W pixels, N patches or image tokens, T words.
"""

__lesson__ = "14"  # it knows how patches lie, so no answer may import it

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from .messages import translate
from .scenes import draw_scenes
from .tokens import EOS, PAD, START

ROWS, COLS, SIDE = 4, 6, 8  # of the example's patches, not square on purpose
NUMBERED = 64  # cells; more of them stay without their numbers


def _picture() -> Tensor:
    """(1, 3, H, W) in [0, 1]: a part of a drawn scene, wider than high, on white."""
    image = 1 - torch.tensor(draw_scenes(1, seed=3)[0].image).movedim(-1, 0) / 255
    return image[None, :, 8 : 8 + ROWS * SIDE, : COLS * SIDE]


def _patches() -> Tensor:
    """(1, N, C*P*P): the picture cut up."""
    return _ours("patches", "patchify")(_picture(), SIDE)


def _heat() -> Tensor:
    """(rows, cols), one bright cell above another at the right."""
    heat = torch.zeros(3, 5)
    heat[0, 1], heat[2, 4] = 1.0, 0.5
    return heat


def _scores() -> Tensor:
    """(T, T), each query's largest score in its future."""
    return torch.arange(25.0).view(5, 5) / 8


IDS = torch.tensor([[START, 4, 5, 6, EOS], [START, 7, EOS, PAD, PAD]])


def _ours(module: str, name: str) -> Callable:
    return getattr(import_module(f".{module}", __package__), name)


def _tiles(patches: Tensor) -> Tensor:
    """(1, N, C*P*P) -> (3, H, W), the patches apart from each other on white."""
    tiles = patches[0].reshape(ROWS, COLS, 3, SIDE, SIDE).permute(2, 0, 3, 1, 4)
    white = torch.ones(3, ROWS, SIDE + 1, COLS, SIDE + 1)
    white[:, :, :SIDE, :, :SIDE] = tiles
    return white.flatten(3).flatten(1, 2)


@dataclass(frozen=True)
class Example:
    """What an exercise is asked for a drawing.

    Args:
        module: of helpers, where the course's own answer lies under the same name.
        arguments: makes what is handed to both answers.
        picture: of what comes back: (H, W), or (3, H, W) in colours.
    """

    module: str
    arguments: Callable[[], Sequence[Any]]
    picture: Callable[[Any], Tensor] = lambda found: found


EXAMPLES = {
    "patchify": Example("patches", lambda: (_picture(), SIDE), _tiles),
    "unpatchify": Example(
        "patches", lambda: (_patches(), SIDE, ROWS * SIDE, COLS * SIDE), lambda x: x[0]
    ),
    "caption_labels": Example("tokens", lambda: (IDS, PAD)),
    "causal_mask": Example("masks", lambda: (5,)),
    "masked_softmax": Example(
        "masks", lambda: (_scores(), torch.ones(5, 5, dtype=torch.bool).tril())
    ),
    "padding_mask": Example("masks", lambda: (IDS, PAD)),
    "combine_masks": Example(
        "masks",
        lambda: (torch.ones(5, 5, dtype=torch.bool).tril(), IDS != PAD),
        lambda found: found[:, 0].flatten(0, 1),
    ),
    "to_torch_mha_mask": Example(
        "masks", lambda: (torch.ones(5, 5, dtype=torch.bool).tril(),)
    ),
    "unnormalize": Example(
        "overlays", lambda: (_picture()[0] * 2 - 1, (0.5,) * 3, (0.5,) * 3)
    ),
    "to_grid": Example("overlays", lambda: (torch.arange(15.0), 3, 5)),
    "enlarge": Example("overlays", lambda: (_heat(), 24, 40)),
    "blend": Example(
        "overlays",
        lambda: (_picture()[0], torch.linspace(0, 1, COLS * SIDE).repeat(32, 1), 0.3),
    ),
    "word_heatmaps": Example(
        "overlays",
        lambda: (torch.eye(15)[[0, 4, 7]], [START, 5, 6, EOS], 3, 5),
        lambda found: torch.cat([heat for _, heat in found]),
    ),
    "grid_features": Example(
        "encoders", lambda: (torch.arange(15.0).view(1, 1, 3, 5),), lambda x: x[0].mT
    ),
    "similarity": Example(
        "contrastive",
        lambda: (torch.eye(5)[:3] + 0.2, 3 * torch.eye(5).flip(0) + 0.1, 1.0),
    ),
    "prefix_mask": Example("one_stream", lambda: (4, 3)),
}


def draw_failure(exercise: str, answer: Callable) -> Figure | None:
    """Wanted, got and where they differ, side by side.

    None where there is nothing to see: no example, an error, something else than a
    tensor of the wanted shape, or the same numbers.
    """
    if not (example := EXAMPLES.get(exercise)):
        return None
    wanted = example.picture(_ours(example.module, exercise)(*example.arguments()))
    try:
        with contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
            got = example.picture(answer(*example.arguments()))
        got = torch.as_tensor(got).detach().cpu()
    except Exception:  # the check has said what is wrong
        return None
    if got.shape != wanted.shape or torch.equal(got.to(wanted.dtype), wanted):
        return None
    wanted, got = wanted.float(), got.float()
    differs = (wanted - got).abs()
    differs = differs.amax(0) if differs.ndim == 3 else differs
    low, high = wanted.min().item(), wanted.max().item()
    figure = Figure(figsize=(9, 3), layout="constrained")
    panels = {
        translate("wanted"): wanted,
        translate("yours"): got,
        translate("where they differ"): differs > 1e-4,
    }
    axes = figure.subplots(1, 3)
    for ax, (title, values) in zip(axes, panels.items(), strict=True):
        _draw(ax, values, (low, high) if values.dtype != torch.bool else (0, 1))
        ax.set_title(title)
    return figure


def _draw(ax: Axes, values: Tensor, limits: tuple[float, float]) -> None:
    """A picture, or a grid of cells with their numbers if these are few."""
    ax.set_axis_off()
    if values.ndim == 3:
        ax.imshow(values.clamp(0, 1).movedim(0, -1).numpy())
        return
    low, high = limits
    where = values.dtype == torch.bool
    ax.imshow(values.numpy(), cmap="Reds" if where else "cividis", vmin=low, vmax=high)
    if values.numel() > NUMBERED or where:
        return
    for (row, column), value in zip(
        torch.cartesian_prod(*map(torch.arange, values.shape)).tolist(),
        values.flatten().tolist(),
        strict=True,
    ):
        bright = value > (low + high) / 2
        ax.text(column, row, f"{value:.3g}", ha="center", va="center", size=8,
                color="black" if bright else "white")  # fmt: skip
