"""Draw the next word by chance, not the likeliest: temperature, top-k, top-p.

Axes: B rows, V vocabulary, K captions of a picture, R = B * K rows of captions, T ids.

Sources: top-k, Fan et al. 2018 (arXiv:1805.04833); top-p or nucleus sampling, Holtzman
et al. 2020 (arXiv:1904.09751).
"""

__lesson__ = "06"

import argparse
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import torch
from torch import Tensor

from .contracts import Decoder
from .decoding import forbid
from .tokens import EOS, NEVER, PAD, START


@dataclass(frozen=True)
class Sampling:
    """How words are drawn.

    Args:
        temperature: above 1 bolder, below 1 more careful.
        top_k: only the so many likeliest words; more than there are means all.
        top_p: only the likeliest words that together reach this share.
        seed: of a generator of its own; None draws from torch's global one.

    Raises:
        ValueError: a number out of its range.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    seed: int | None = 0

    def __post_init__(self):
        if not 0 < self.temperature < inf:
            raise ValueError(f"expected a temperature above 0, got {self.temperature}")
        if self.top_k is not None and self.top_k < 1:
            raise ValueError(f"expected top_k 1 or more, got {self.top_k}")
        if self.top_p is not None and not 0 < self.top_p < 1:
            raise ValueError(f"expected top_p between 0 and 1, got {self.top_p}")

    def __str__(self):
        limits = {"top-k": self.top_k, "top-p": self.top_p}
        told = [f"{name} {value}" for name, value in limits.items() if value]
        return ", ".join([f"sampled at {self.temperature:g}", *told])

    def generator(self, device: torch.device) -> torch.Generator | None:
        """A new generator of the seed; None stands for the global one."""
        if self.seed is None:
            return None
        return torch.Generator(device).manual_seed(self.seed)


def for_batch(ways: dict[str, Any], batch: int) -> dict[str, Any]:
    """How to choose words in batch number `batch`: each draws from another seed."""
    match ways:
        case {"sampling": Sampling(seed=int(seed)) as sampling}:
            return {**ways, "sampling": replace(sampling, seed=seed + batch)}
    return ways


def filter_logits(
    logits: Tensor,
    *,
    temperature: float,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Tensor:
    """Logits (B, V) over the temperature, words that are not to be drawn at -inf.

    Args:
        temperature: above 0.
        top_k: keep the so many largest, 1 to V.
        top_p: of the softmax over what is left, keep the likeliest words until they
            reach this share together; the likeliest always stays.

    Raises:
        ValueError: a temperature of 0 or below.
    """
    if not temperature > 0:
        raise ValueError(
            f"expected a temperature above 0, got {temperature}; for the likeliest "
            "word use greedy decoding"
        )
    logits = logits / temperature
    if top_k is not None:
        least = logits.topk(min(top_k, logits.shape[-1])).values[..., -1:]
        logits = logits.masked_fill(logits < least, -inf)
    if top_p is not None:
        ordered, order = logits.sort(descending=True)
        wide = torch.promote_types(logits.dtype, torch.float32)
        shares = ordered.to(wide).softmax(-1)
        left_out = shares.cumsum(-1) - shares >= top_p  # the likelier ones reach it
        logits = logits.masked_fill(left_out.scatter(-1, order, left_out), -inf)
    return logits


def sample_word(logits: Tensor, generator: torch.Generator | None) -> Tensor:
    """Draw from the softmax of each row: (B, V) -> ids (B,).

    Args:
        generator: of the logits' device; None for the global one.
    """
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]


@torch.no_grad()
def sample_captions(
    decoder: Decoder,
    memory: Tensor,
    sampling: Sampling,
    *,
    samples: int = 1,
    max_length: int,
) -> Tensor:
    """Draw captions word by word: memory (B, N, ...) -> ids (R, T + 1).

    Rows of a picture stand together, begin with `<start>`, and hold padding behind
    `<eos>`; one that reaches max_length generated ids has no `<eos>`.
    """
    rows = len(memory) * samples
    generator = sampling.generator(memory.device)
    ids = torch.full((rows, 1), START, device=memory.device)
    unfinished = torch.ones(rows, dtype=torch.bool, device=memory.device)
    state = decoder.start(memory, captions=samples)
    for _ in range(max_length):
        logits, state = decoder.step(ids[:, -1], state)
        logits = filter_logits(
            of_words(logits),
            temperature=sampling.temperature,
            top_k=sampling.top_k,
            top_p=sampling.top_p,
        )
        words = sample_word(logits, generator).masked_fill(~unfinished, PAD)
        ids = torch.cat([ids, words[:, None]], 1)
        unfinished &= words != EOS
        if not unfinished.any():
            break
    return ids


def of_words(logits: Tensor) -> Tensor:
    """Logits (..., V) in float32 with what is no word at -inf."""
    return forbid(logits.float(), NEVER)


def as_captions(ids: Tensor) -> list[list[int]]:
    """Rows (R, T + 1) to lists of ids without `<start>` and padding."""
    return [[i for i in row[1:] if i != PAD] for row in ids.tolist()]


def choose_sampling(given: argparse.Namespace) -> Sampling | None:
    """What the options of `commands.add_sampling` say; None without --sample.

    Raises:
        ValueError: a number out of its range, or top-k or top-p without --sample.
    """
    if given.sample is not None:
        return Sampling(given.sample, given.top_k, given.top_p, given.seed)
    if given.top_k is not None or given.top_p is not None:
        raise ValueError(
            "expected --sample beside --top-k and --top-p, got none; add --sample 1"
        )
    return None
