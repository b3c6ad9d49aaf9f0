"""Batches of pictures with their captions, the same for the same seed and epoch.

Axes: B pictures, K captions of each, R = K * B caption rows, T ids of the longest.
"""

__lesson__ = "00"

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from .names import CHOICES
from .store import Rows
from .tokens import PAD, pad_batch


class CaptionedPictures(Dataset):
    """Pictures (pixels or memories, one row each) with their encoded captions.

    Args:
        rows: B_all pictures, indexable by a list of positions.
        captions: for each picture its captions, each from <start> to <eos>.
        choose: "first" caption, a "random" one each epoch, or "all" of them, learnt
            from one encoding of the picture.
        seed: of the random choices.
        mirrored: the pictures with left and right exchanged, in the same order, and
            their captions; then half of them, others each epoch, are taken from here.

    Raises:
        ValueError: unknown choice, unequal numbers, a picture without a caption.
    """

    def __init__(
        self,
        rows: Rows | Tensor,
        captions: Sequence[Sequence[list[int]]],
        *,
        choose: str,
        seed: int = 0,
        mirrored: tuple[Rows | Tensor, Sequence[Sequence[list[int]]]] | None = None,
    ):
        if choose not in CHOICES:
            raise ValueError(f"expected one of {', '.join(CHOICES)}, got {choose!r}")
        if len(rows) != len(captions) or not all(captions):
            raise ValueError(
                f"expected captions for each of {len(rows)} pictures, got them for "
                f"{sum(map(bool, captions))} of {len(captions)}"
            )
        self.rows, self.captions = rows, captions
        self.choose, self.seed = choose, seed
        self.mirrored = mirrored
        self.captions_each = max(map(len, captions)) if choose == "all" else 1
        self.set_epoch(0)

    def set_epoch(self, epoch: int) -> None:
        """Draw this epoch's order, random captions, and which pictures are mirrored."""
        rng = np.random.default_rng([self.seed, epoch])
        self.draws, self.order = rng.random(len(self)), rng.permutation(len(self))
        self.turned = rng.random(len(self)) < (self.mirrored is not None) / 2

    def shuffled(self) -> list[int]:
        """All positions, in this epoch's order."""
        return self.order.tolist()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitems__(self, indices: list[int]) -> tuple[Tensor, Tensor]:
        """One batch: rows (B, ...) and ids (R, T) long, a picture's captions together.

        A picture with fewer captions than others gets empty ones, all padding.
        """
        chosen = [self._choose(i) for i in indices]
        ids = pad_batch([caption for captions in chosen for caption in captions], PAD)
        rows = self.rows[indices]
        turned = [k for k, i in enumerate(indices) if self.turned[i]]
        if self.mirrored is not None and turned:
            rows[turned] = self.mirrored[0][[indices[k] for k in turned]]
        return rows, ids

    def _choose(self, index: int) -> list[list[int]]:
        captions = self.captions[index]
        if self.mirrored is not None and self.turned[index]:
            captions = self.mirrored[1][index]
        if self.choose == "all":
            return [*captions, *[[PAD]] * (self.captions_each - len(captions))]
        position = int(self.draws[index] * len(captions))
        return [captions[0 if self.choose == "first" else position]]


def make_loader(
    pictures: CaptionedPictures, batch_size: int, *, shuffle: bool = False
) -> DataLoader:
    """Batches as `CaptionedPictures` makes them, shuffled by its seed and epoch.

    No workers: rows are ready to use. A generator of its own, because a loader draws
    from the global one whenever it starts, and a resumed run starts once more.
    """
    order = pictures.shuffled() if shuffle else range(len(pictures))
    return DataLoader(
        pictures,
        batch_size=batch_size,
        sampler=order,
        collate_fn=_as_it_is,
        generator=torch.Generator(),
    )


def _as_it_is(batch: Any) -> Any:
    return batch
