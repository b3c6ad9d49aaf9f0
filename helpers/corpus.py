"""A captioned set made ready for a captioner: split, encoded, looked at once."""

import math
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn

from .batches import CaptionedPictures
from .caption_folder import CaptionSet
from .datasets import check_splits, describe_splits, load_captions, standard_splits
from .features import cache_features, cache_pixels
from .store import Rows
from .tokens import Vocabulary, tokenize

IN_MEMORY = 4 * 2**30  # bytes of rows: a third of what free Colab has


@dataclass(frozen=True)
class Corpus:
    """Captioned pictures and the names on each side of the split.

    Args:
        captions: the set, as `load_captions` reads it.
        splits: names for "train", "val" and "test".

    Raises:
        ValueError: one picture on two sides.
    """

    captions: CaptionSet
    splits: dict[str, list[str]]

    def __post_init__(self):
        check_splits(self.splits)

    @classmethod
    def read(
        cls, data: str, *, folder: str | None, cache: str | Path, count: int
    ) -> "Corpus":
        """Load by name and split by image.

        Raises:
            ValueError: nothing to learn from, or nothing to validate on.
        """
        captions = load_captions(data, folder=folder, cache=cache, count=count)
        corpus = cls(captions, standard_splits(captions))
        if not corpus.splits["train"] or not corpus.splits["val"]:
            raise ValueError(
                f"expected pictures to train and to validate on, got {corpus.report}; "
                "a set without lists needs at least 3 pictures"
            )
        return corpus

    @property
    def report(self) -> str:
        """What was read, what was left out, and how it is split."""
        split = describe_splits(self.captions, self.splits)
        return "\n".join(
            filter(None, [self.captions.report, f"split by image: {split}"])
        )

    def words(self, side: str) -> list[list[list[str]]]:
        """For each picture of a side its captions as lists of words."""
        return [
            [tokenize(caption) for caption in self.captions.captions[name]]
            for name in self.splits[side]
        ]

    def vocabulary(self, min_count: int) -> Vocabulary:
        """Of the training captions alone."""
        lists = [words for picture in self.words("train") for words in picture]
        return Vocabulary.from_captions(lists, min_count)

    def rows(
        self, side: str, encoder: nn.Module, *, cache: str | Path, progress: bool = True
    ) -> Rows:
        """What the captioner reads of a side's pictures, from the cache on disk.

        Memories (N, D) float16 of a frozen encoder, pixels (H, W, 3) uint8 for one
        that learns.
        """
        paths = [self.captions.path(name) for name in self.splits[side]]
        folder = Path(cache) / "seen"
        if any(p.requires_grad for p in encoder.parameters()):
            edge = encoder.image_size
            return cache_pixels(paths, side=edge, folder=folder, progress=progress)
        return cache_features(encoder, paths, folder=folder, progress=progress)

    def pictures(
        self,
        side: str,
        rows: Rows,
        vocabulary: Vocabulary,
        *,
        max_length: int,
        choose: str,
        seed: int = 0,
    ) -> CaptionedPictures:
        """Rows with their captions as ids.

        A caption of over max_length ids is cut, and so has no `<eos>`: it did not end
        there.
        """
        captions = [
            [vocabulary.encode(words)[:max_length] for words in picture]
            for picture in self.words(side)
        ]
        return CaptionedPictures(rows, captions, choose=choose, seed=seed)


def in_memory(rows: Rows, limit: int = IN_MEMORY) -> Rows | Tensor:
    """The rows read once into memory if they take at most `limit` bytes."""
    size = rows.dtype.itemsize * math.prod(rows.shape)
    return rows[:] if size <= limit else rows
