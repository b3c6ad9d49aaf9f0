"""Learn from rewards (self-critical training): make captions of high CIDEr likelier.

Cross-entropy teaches the next word of true captions. Here captions are
sampled from the captioner, each is scored against what people wrote, and those above
the mean of the picture's other samples are made likelier, those below unlikelier.

    python -m helpers.train --rewards runs/photos --out runs/photos-rewarded

Axes: B pictures, K samples of each, R = B * K rows, T ids of the longest, V vocabulary.

Source: Rennie et al. 2017 (arXiv:1612.00563), the baseline being the mean of the other
samples of a picture: Luo 2020 (arXiv:2003.09971).
"""

__lesson__ = "10"

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from math import exp, hypot, log
from typing import Any

import torch
from torch import Tensor, nn

from .sampling import Sampling, as_captions, of_words, sample_captions
from .scores import CIDER_SCALE, LENGTH_SPREAD, NGRAMS
from .tokens import EOS, PAD

Words = Sequence[Hashable]  # ids, or a tuple of ids for a word in pieces


class CiderReward:
    """CIDEr-D of captions as ids, `<eos>` counted as their last word.

    Counting `<eos>` keeps captions from ending in the middle ("a dog in a"): without it
    that costs nothing.

    Args:
        references: for each picture its captions as ids, with `<start>` and `<eos>`;
            rarity is counted over these pictures.
    """

    def __init__(self, references: Sequence[Sequence[Words]]):
        pictures: Counter[tuple] = Counter()
        for captions in references:
            grams = (_ngrams(ids[1:]) for ids in captions)
            pictures.update(set().union(*grams))
        self._unseen = log(len(references))
        self._rarity = {g: self._unseen - log(n) for g, n in pictures.items()}

    def __call__(
        self, captions: Sequence[Words], references: Sequence[Words]
    ) -> list[float]:
        """The rewards, 0 to 10, of captions of one picture.

        Args:
            captions: ids without `<start>`, `<eos>` at the end.
            references: what people wrote of that picture, with `<start>`.
        """
        theirs = [self._vector(ids[1:]) for ids in references]
        return [self._reward(self._vector(ids), theirs) for ids in captions]

    def _reward(self, caption: tuple, references: list[tuple]) -> float:
        (grams, norms, length), total = caption, 0.0
        for theirs, their_norms, their_length in references:
            products = dict.fromkeys(NGRAMS, 0.0)
            for gram, weight in grams.items():
                if (other := theirs.get(gram)) is not None:
                    products[len(gram)] += min(weight, other) * other
            penalty = exp(-((length - their_length) ** 2) / (2 * LENGTH_SPREAD**2))
            total += penalty * sum(
                products[n] / (norms[n] * their_norms[n]) for n in NGRAMS if products[n]
            )
        return CIDER_SCALE * total / len(NGRAMS) / len(references)

    def _vector(self, ids: Words) -> tuple[dict, dict, int]:
        """Weights of a caption's n-grams, the length of the vector of each n, words."""
        unseen, rarity = self._unseen, self._rarity
        weights = {g: n * rarity.get(g, unseen) for g, n in _ngrams(ids).items()}
        norms = {
            n: hypot(*(w for g, w in weights.items() if len(g) == n)) for n in NGRAMS
        }
        return weights, norms, len(ids)


def _ngrams(ids: Words) -> Counter:
    ids = tuple(ids)
    return Counter(ids[k : k + n] for n in NGRAMS for k in range(len(ids) - n + 1))


def advantages(rewards: Tensor) -> Tensor:
    """(B, K) -> (B, K): each reward minus the mean of the picture's other samples."""
    samples = rewards.shape[1]
    others = (rewards.sum(1, keepdim=True) - rewards) / (samples - 1)
    return rewards - others


def policy_loss(
    logits: Tensor, ids: Tensor, advantage: Tensor
) -> tuple[Tensor, Tensor]:
    """Minus the sum over words of advantage * log-probability, and how many words.

    Args:
        logits: (R, T, V); position t predicts ids[:, t + 1].
        ids: (R, T + 1), as `sample_captions` gives them.
        advantage: (R,).
    """
    chosen, real = word_log_probs(logits, ids)
    return -(advantage[:, None] * chosen).sum(), real.sum().float()


def word_log_probs(logits: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Log-probabilities (R, T) of drawn words, 0 on padding, and which are words."""
    targets = ids[:, 1:]
    chosen = of_words(logits).log_softmax(-1).gather(-1, targets[..., None])[..., 0]
    real = targets != PAD
    return chosen.masked_fill(~real, 0.0), real


class SelfCritical:
    """The loss of learning from rewards, an `Objective`.

    Args:
        references: of all training pictures, for the rarity of words.
        samples: captions drawn of each picture, at least 2.
        spans: of the vocabulary: which ids of a caption are one word together.
    """

    def __init__(
        self,
        references: Sequence[Sequence[list[int]]],
        samples: int,
        spans: Callable[[list[int]], list[range]],
    ):
        self.spans, self.samples = spans, samples
        self.reward = CiderReward([[*map(self._words, each)] for each in references])

    def __call__(
        self, model: nn.Module, features: Tensor, ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """As `Objective`; the loss to report is minus the mean reward.

        There is no dropout, so that samples come from the distribution that the loss
        changes. Image tokens are hidden as in training, the same ones for both.

        Args:
            ids: (R, T), all captions of these pictures: the references.
        """
        captioner: Any = getattr(model, "module", model)
        model.eval()
        if features.is_floating_point():
            features = captioner.hide_tokens(features)
        memory = captioner.encode(features)
        drawn = sample_captions(
            captioner.decoder,
            memory,
            Sampling(seed=None),
            samples=self.samples,
            max_length=captioner.decoder.max_length - 1,
        )
        rewards = self._rewards(as_captions(drawn), ids, len(features)).to(
            memory.device
        )
        logits, _ = model(features, drawn[:, :-1], need_weights=False)
        loss, words = policy_loss(logits, drawn, advantages(rewards).flatten())
        return loss, words, -rewards.mean() * words

    def measure(
        self, captioner: Any, features: Tensor, ids: Tensor, logits: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Minus the rewards of greedy captions, summed, and how many these are."""
        captions = [[*c, EOS] for c in captioner.generate(captioner.encode(features))]
        rewards = self._rewards(captions, ids, len(features))
        return -rewards.sum(), torch.tensor(float(len(features)))

    def _words(self, ids: list[int]) -> list[tuple[int, ...]]:
        return [tuple(ids[span.start : span.stop]) for span in self.spans(ids)]

    def _rewards(
        self, generated: Sequence[list[int]], ids: Tensor, pictures: int
    ) -> Tensor:
        """(B, K) of K captions a picture, against all that people wrote of it."""
        known = [self._words([i for i in row if i != PAD]) for row in ids.tolist()]
        captions = [*map(self._words, generated)]
        each, drawn = len(known) // pictures, len(captions) // pictures
        return torch.tensor(
            [
                self.reward(
                    captions[b * drawn : (b + 1) * drawn],
                    [c for c in known[b * each : (b + 1) * each] if c],
                )
                for b in range(pictures)
            ]
        )
