"""A captioned set as training data: split by image, tokenized, features cached."""

__lesson__ = "00"

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from .batches import CaptionedPictures
from .caption_folder import CaptionSet
from .contracts import Encoder
from .datasets import (
    check_splits,
    describe_splits,
    limit_splits,
    load_captions,
    standard_splits,
)
from .features import cache_features, cache_pixels
from .store import Rows
from .subwords import Pair, Subwords
from .tokens import UNK, Vocabulary, tokenize

MOST_LEAST, CAPTIONS_A_COUNT = 5, 2000  # Flickr8k's 30,000 captions: 5, as is usual
LONG = 6  # characters, above which a caption of one word is none
FEW, FEW_TO_LEARN = 5, 200  # pictures to measure on and to learn from: fewer are told
SIDES_OF = (("left", "right"), ("leftmost", "rightmost"), ("lefthand", "righthand"))
READ = ("data", "folder", "cache", "count", "limit", "language")  # settings of a set
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
        cls,
        data: str,
        *,
        folder: str | None,
        cache: str | Path,
        count: int,
        limit: int = 0,
        language: str | None = None,
    ) -> "Corpus":
        """Load by name and split by image.

        Args:
            language: of the captions of drawn scenes; None: see `speak`.
            limit: keep so many pictures, drawn from each side in proportion; 0: all.

        Raises:
            ValueError: nothing to learn from, or nothing to validate on.
        """
        captions = load_captions(
            data, folder=folder, cache=cache, count=count, language=language
        )
        corpus = cls(captions, limit_splits(standard_splits(captions), limit))
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

    def vocabulary(
        self, min_count: int, *, merges: int | Sequence[Pair] | None = None
    ) -> Vocabulary:
        """Of the training captions alone.

        Args:
            merges: make one of pieces of words, all of them kept, so many times joined,
                or as others learnt it.
            min_count: rarer words are left out; 0 stands for 1 where captions are few,
                and one more for each further 2,000 of them, up to 5.

        Raises:
            ValueError: no word is left.
        """
        lists = [words for picture in self.words("train") for words in picture]
        least = min_count or min(MOST_LEAST, 1 + len(lists) // CAPTIONS_A_COUNT)
        vocabulary = (
            Vocabulary.from_captions(lists, least)
            if merges is None
            else Subwords.learn(lists, merges)
        )
        if not vocabulary.words:
            counts = Counter(word for words in lists for word in words)
            most = max(counts.values(), default=0)
            raise ValueError(
                f"expected words that occur {least} times or more in the training "
                f"captions, got none: of {len(counts)} different words the commonest "
                f"occurs {most} times; choose a lower --min-count, or add captions"
            )
        return vocabulary

    def doubts(self, vocabulary: Vocabulary, max_length: int) -> list[str]:
        """Sentences on what learning from this cannot be expected to do well."""
        return [*self._of_captions(vocabulary, max_length), *self._of_counts()]

    def _of_captions(self, vocabulary: Vocabulary, max_length: int) -> list[str]:
        ids = [
            vocabulary.encode(words) for side in self.words("train") for words in side
        ]
        words = sum(map(len, ids)) - 2 * len(ids)
        unknown = sum(caption.count(UNK) for caption in ids)
        cut = sum(len(caption) > max_length for caption in ids)
        told = []
        pieces = "pieces of words" if vocabulary.merges else "words"
        if 2 * unknown > words:
            told.append(
                f"{unknown} of {words} words of the training captions are too rare for "
                f"the vocabulary of {len(vocabulary.words)} and become <unk>, which is "
                "never written; choose a lower --min-count, or add captions"
            )
        unparted = sum(
            len(words) == 1 and len(words[0]) > LONG and not words[0].isascii()
            for side in self.words("train")
            for words in side
        )
        if 2 * unparted > len(ids):
            told.append(
                f"{unparted} of {len(ids)} training captions are one long word, as in "
                "writing without blanks (Chinese, Japanese, Thai ...); put some "
                "between the words, or between all characters, of captions.txt"
            )
        if 2 * cut > len(ids):
            told.append(
                f"{cut} of {len(ids)} training captions have more than "
                f"{max_length - 2} {pieces} and are cut, so where they end is not "
                "learnt; choose a larger --max-length"
            )
        return told

    def _of_counts(self) -> list[str]:
        told = []
        if (learnt := len(self.splits["train"])) < FEW_TO_LEARN:
            told.append(
                f"{learnt} pictures to learn from are few, so expect captions that fit "
                "badly; add pictures, and begin with an encoder that others trained "
                "(--encoder resnet50, or clip)"
            )
        if (held_out := len(self.splits["val"])) < FEW:
            told.append(
                f"validation looks at {held_out} picture{'s'[: held_out != 1]} alone, "
                "so its numbers say little; add pictures"
            )
        return told

    def rows(
        self,
        side: str,
        encoder: Encoder,
        *,
        cache: str | Path,
        mirrored: bool = False,
        progress: bool = True,
    ) -> Rows:
        """What the captioner reads of a side's pictures, from the cache on disk.

        Memories (N, D) float16 of a frozen encoder, pixels (H, W, 3) uint8 for one
        that learns.
        """
        paths = [self.captions.path(name) for name in self.splits[side]]
        how: dict[str, Any] = {"mirrored": mirrored, "progress": progress}
        how["folder"] = Path(cache) / "seen"
        if any(p.requires_grad for p in encoder.parameters()):
            return cache_pixels(paths, side=encoder.image_size, **how)
        return cache_features(encoder, paths, **how)

    def pictures(
        self,
        side: str,
        rows: Rows,
        vocabulary: Vocabulary,
        *,
        max_length: int,
        choose: str,
        seed: int = 0,
        mirrored: Rows | None = None,
    ) -> CaptionedPictures:
        """Rows with their captions as ids, or the mirrored ones with theirs.

        A caption of over max_length ids is cut, and so has no `<eos>`: it did not end
        there.
        """

        def encoded(other: dict[str, str]) -> list[list[list[int]]]:
            return [
                [
                    vocabulary.encode([other.get(w, w) for w in words])[:max_length]
                    for words in picture
                ]
                for picture in self.words(side)
            ]

        turned = None
        if mirrored is not None:
            turned = mirrored, encoded(exchange_sides(vocabulary))
        return CaptionedPictures(
            rows, encoded({}), choose=choose, seed=seed, mirrored=turned
        )


def exchange_sides(vocabulary: Vocabulary) -> dict[str, str]:
    """For left, right and the like, where both can be written, their opposites."""
    known = [pair for pair in SIDES_OF if all(word in vocabulary for word in pair)]
    return {a: b for one, other in known for a, b in ((one, other), (other, one))}


def in_memory(rows: Rows, limit: int = IN_MEMORY) -> Rows | Tensor:
    """The rows read once into memory if they take at most `limit` bytes."""
    size = rows.dtype.itemsize * math.prod(rows.shape)
    return rows[:] if size <= limit else rows
