"""Generate captions word by word: greedy and beam search, batched, with cached keys.

Axes: B pictures, K beams of each, R = B * K rows, T tokens so far, V vocabulary.

Both work with any decoder that keeps the contract in contracts.py.
"""

__lesson__ = "06"

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import torch
from torch import Tensor

from .contracts import Decoder


def greedy_decode(
    decoder: Decoder,
    memory: Tensor,
    *,
    start_id: int,
    eos_id: int,
    max_length: int,
    never: Sequence[int] = (),
) -> list[list[int]]:
    """The likeliest next word, again and again: memory (B, N, ...) -> B lists of ids.

    The ids hold neither `<start>` nor `<eos>`; max_length counts generated ids,
    `<eos>` included; the ids in `never` are not generated. A picture whose caption has
    ended takes no further part.
    """
    captions: list[list[int]] = [[] for _ in range(len(memory))]
    unfinished = list(range(len(memory)))  # the picture of each row
    ids = torch.full((len(memory),), start_id, device=memory.device)
    state = decoder.start(memory)
    for _ in range(max_length):
        logits, state = decoder.step(ids, state)
        ids = forbid(logits, never).argmax(-1)
        for picture, word in zip(unfinished, ids.tolist(), strict=True):
            captions[picture].append(word)
        rows = [r for r, word in enumerate(ids.tolist()) if word != eos_id]
        if not rows:
            break
        if len(rows) < len(unfinished):
            unfinished = [unfinished[r] for r in rows]
            kept = torch.tensor(rows, device=ids.device)
            ids, state = ids[kept], state.select_pictures(kept)
    return [without_eos(caption, eos_id) for caption in captions]


def beam_search(
    decoder: Decoder,
    memory: Tensor,
    *,
    start_id: int,
    eos_id: int,
    max_length: int,
    beam_width: int,
    length_penalty: float = 1.0,
    never: Sequence[int] = (),
) -> list[list[int]]:
    """The best of K captions a picture, grown side by side.

    Each step keeps the K likeliest continuations of the unfinished captions. One that
    ends competes to be the best, and there is one beam fewer from then on. A caption
    of n generated ids, `<eos>` counted, scores log-probability / n ** length_penalty
    (0 adds up, 1 averages). What reaches max_length without `<eos>` competes as it is.
    The ids in `never` are not generated. With K = 1 this is greedy decoding.

    Returns:
        B lists of ids with neither `<start>` nor `<eos>`.

    Raises:
        ValueError: beam_width below 1 or a negative length_penalty.
    """
    _check(beam_width, length_penalty)
    best: list[tuple[float, list[int]]] = [(-inf, [])] * len(memory)
    unfinished = list(range(len(memory)))  # the picture of each row of beams
    beams = _Beams.at_start(len(memory), beam_width, start_id, memory.device)
    state = decoder.start(memory, captions=beam_width)
    for length in range(1, max_length + 1):
        logits, state = decoder.step(beams.ids[..., -1].flatten(), state)
        log_probs = forbid(logits.float().log_softmax(-1), never)
        beams, parents = beams.extend(log_probs.unflatten(0, (-1, beam_width)))

        ended = (beams.ids[..., -1] == eos_id) | (length == max_length)
        ended &= beams.scores.isfinite()
        for row, log_prob, caption in beams.at(ended):
            score = log_prob / length**length_penalty
            if score > best[unfinished[row]][0]:
                best[unfinished[row]] = (score, caption)
        beams = beams.without(ended)

        # A log-probability only falls as a caption grows, so this bounds its score.
        bounds = (beams.scores.amax(1) / max_length**length_penalty).tolist()
        rows = [r for r, at in enumerate(unfinished) if bounds[r] > best[at][0]]
        if not rows:
            break
        state = state.select_captions(parents)
        if len(rows) < len(unfinished):
            unfinished = [unfinished[r] for r in rows]
            kept = torch.tensor(rows, device=memory.device)
            beams, state = beams.select_pictures(kept), state.select_pictures(kept)
    return [without_eos(caption, eos_id) for _, caption in best]


def _check(beam_width: int, length_penalty: float) -> None:
    if beam_width < 1 or length_penalty < 0:
        raise ValueError(
            "expected a beam_width of at least 1 and a length_penalty of at least 0, "
            f"got {beam_width} and {length_penalty}"
        )


@dataclass
class _Beams:
    """K captions of each of B pictures that are not finished."""

    ids: Tensor  # (B, K, T), from <start> on
    scores: Tensor  # (B, K) log-probabilities; -inf where there is no caption
    places: Tensor  # (B, 1) how many captions may go on: K less those that ended

    @classmethod
    def at_start(cls, b: int, k: int, start_id: int, device: torch.device) -> "_Beams":
        """`<start>` alone. The K are the same yet, so only the first has a score."""
        scores = torch.full((b, k), -inf, device=device)
        scores[:, 0] = 0.0
        ids = torch.full((b, k, 1), start_id, device=device)
        return cls(ids, scores, torch.full((b, 1), k, device=device))

    def extend(self, log_probs: Tensor) -> tuple["_Beams", Tensor]:
        """One word more: log-probabilities (B, K, V) -> the K likeliest, parents (R,).

        Row r of all R continues row parents[r] of those before.
        """
        b, k = self.scores.shape
        device, vocab_size = self.scores.device, log_probs.shape[-1]
        scores, flat = (self.scores[..., None] + log_probs).flatten(1).topk(k)
        no_place = torch.arange(k, device=device) >= self.places
        parents, words = flat // vocab_size, flat % vocab_size  # (B, K)
        ids = self.ids.take_along_dim(parents[..., None], 1)
        ids = torch.cat([ids, words[..., None]], 2)
        rows = parents + k * torch.arange(b, device=device)[:, None]
        beams = _Beams(ids, scores.masked_fill(no_place, -inf), self.places)
        return beams, rows.flatten()

    def at(self, places: Tensor) -> Iterator[tuple[int, float, list[int]]]:
        """(row, log-probability, ids without <start>) where (B, K) boolean is True."""
        for row, beam in places.nonzero().tolist():
            ids = self.ids[row, beam, 1:].tolist()
            yield row, self.scores[row, beam].item(), ids

    def without(self, ended: Tensor) -> "_Beams":
        """Without the captions that ended, (B, K) boolean, and without their places."""
        places = self.places - ended.sum(1, keepdim=True)
        return _Beams(self.ids, self.scores.masked_fill(ended, -inf), places)

    def select_pictures(self, pictures: Tensor) -> "_Beams":
        """Go on with these pictures alone, (B',) indices."""
        ids, scores, places = self.ids, self.scores, self.places
        return _Beams(ids[pictures], scores[pictures], places[pictures])


def forbid(scores: Tensor, never: Sequence[int]) -> Tensor:
    """A copy of scores (..., V) with those of the ids in `never` at -inf."""
    scores = scores.clone()
    scores[..., list(never)] = -inf
    return scores


def without_eos(caption: list[int], eos_id: int) -> list[int]:
    """The ids before `<eos>`, which stands last or nowhere."""
    return caption[:-1] if caption and caption[-1] == eos_id else caption
