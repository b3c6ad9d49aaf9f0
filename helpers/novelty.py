"""How unlike a picture is to those that a captioner learned from.

A captioner writes of everything in the words it knows, of a page of text too. What its
encoder makes of a picture tells when not to believe it: averages over the image tokens
of pictures learned from lie in a cloud, those of others beside it.

Axes: B pictures, N image tokens, D width.
"""

__lesson__ = "10"

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from .files import whole_file

KEPT = Path(__file__).with_suffix(".safetensors")  # of the captioners kept with us
SHARE = 0.99  # of the pictures of the known kind that lie below the limit


@dataclass(frozen=True)
class Familiar:
    """A cloud of pictures: mean and spread (D,) of their averaged tokens, and a limit.

    `limit`: what SHARE of other pictures of the same kind, held out, lie below.
    """

    mean: Tensor
    spread: Tensor
    limit: float

    @classmethod
    def measure(cls, learned: Tensor, held_out: Tensor) -> "Familiar":
        """From averages over tokens, (B, D) each."""
        known = cls(learned.mean(0), learned.std(0).clamp_min(1e-6), 0.0)
        limit = known._distance(held_out).quantile(SHARE)
        return cls(known.mean, known.spread, float(limit))

    @classmethod
    def of(cls, name: str) -> "Familiar":
        """That of a captioner kept with us, by its file's stem: "scenes_captioner"."""
        kept = load_file(KEPT)
        mean, spread, limit = (
            kept[f"{name}.{part}"].float() for part in ("mean", "spread", "limit")
        )
        return cls(mean, spread, float(limit))

    def novelty(self, memory: Tensor) -> Tensor:
        """Memory (B, N, D) -> (B,): the distance as a share of the limit.

        Below 1 for SHARE of what is like the pictures learned from. The distance is the
        root of the mean square of how many spreads each number lies off its mean.
        """
        return self._distance(memory.float().cpu().mean(1)) / self.limit

    def _distance(self, averages: Tensor) -> Tensor:
        off = (averages - self.mean) / self.spread
        return off.square().mean(-1).sqrt()


def keep(clouds: dict[str, Familiar]) -> None:
    """Write clouds by name into the file that `Familiar.of` reads."""
    parts = {}
    for name, cloud in clouds.items():
        parts[f"{name}.mean"] = cloud.mean.half()
        parts[f"{name}.spread"] = cloud.spread.half()
        parts[f"{name}.limit"] = torch.tensor(cloud.limit)
    with whole_file(KEPT) as draft:
        save_file(parts, draft)
