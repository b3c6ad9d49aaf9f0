"""Write captions word by word: greedy and beam search, batched, with cached keys.

Axes: B pictures, K beams of each, R = B * K rows, V vocabulary.

A decoder is anything with `start(memory, captions) -> state` and
`step(ids (R,), state) -> logits (R, V), state`, whose state can `select(rows)` and
`keep(pictures)`: both decoders of the course.
"""

from collections.abc import Sequence
from math import inf

import torch
from torch import Tensor, nn


def greedy_decode(
    decoder: nn.Module,
    memory: Tensor,
    *,
    start_id: int,
    eos_id: int,
    max_length: int,
    never: Sequence[int] = (),
) -> list[list[int]]:
    """The likeliest next word, again and again: memory (B, N, ...) -> B lists of ids.

    The ids hold neither `<start>` nor `<eos>`; max_length counts generated ids,
    `<eos>` included; the ids in `never` are not written. A picture whose caption has
    ended takes no further part.
    """
    captions: list[list[int]] = [[] for _ in range(len(memory))]
    going = list(range(len(memory)))
    ids = torch.full((len(memory),), start_id, device=memory.device)
    state = decoder.start(memory)
    for _ in range(max_length):
        logits, state = decoder.step(ids, state)
        ids = _forbid(logits, never).argmax(-1)
        for picture, word in zip(going, ids.tolist(), strict=True):
            captions[picture].append(word)
        on = [k for k, picture in enumerate(going) if captions[picture][-1] != eos_id]
        if not on:
            break
        if len(on) < len(going):
            rows = torch.tensor(on, device=ids.device)
            going, ids, state = [going[k] for k in on], ids[rows], state.keep(rows)
    return [_without_eos(caption, eos_id) for caption in captions]


def beam_search(
    decoder: nn.Module,
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

    At each step the likeliest continuations of all unfinished captions go on; one
    that ends is set aside and leaves its place empty. A caption of n generated ids,
    `<eos>` counted, scores log-probability / n ** length_penalty (0 adds up, 1
    averages). What reaches max_length without `<eos>` competes as it is. The ids in
    `never` are not written. With K = 1 this is greedy decoding.

    Returns:
        B lists of ids with neither `<start>` nor `<eos>`.

    Raises:
        ValueError: beam_width below 1 or a negative length_penalty.
    """
    if beam_width < 1 or length_penalty < 0:
        raise ValueError(
            "expected a beam_width of at least 1 and a length_penalty of at least 0, "
            f"got {beam_width} and {length_penalty}"
        )
    b, k, device = len(memory), beam_width, memory.device
    best: list[tuple[float, list[int]]] = [(-inf, [])] * b
    going = list(range(b))
    state = decoder.start(memory, captions=k)
    ids = torch.full((b, k, 1), start_id, device=device)
    scores = torch.full((b, k), -inf, device=device)
    scores[:, 0] = 0.0  # the K beams begin alike: let one of them speak
    places = torch.full((b, 1), k, device=device)  # of captions that have not ended
    for length in range(1, max_length + 1):
        logits, state = decoder.step(ids[:, :, -1].flatten(), state)
        steps = _forbid(logits.float().log_softmax(-1), never)
        steps = steps.unflatten(0, (-1, k))  # (B, K, V)
        scores, flat = (scores[..., None] + steps).flatten(1).topk(k)
        scores = scores.masked_fill(torch.arange(k, device=device) >= places, -inf)
        parents, words = flat // steps.shape[-1], flat % steps.shape[-1]
        ids = torch.cat(
            [ids.take_along_dim(parents[..., None], 1), words[..., None]], 2
        )

        ended = (words == eos_id) | (length == max_length)
        for row, beam in (ended & scores.isfinite()).nonzero().tolist():
            score = scores[row, beam].item() / length**length_penalty
            if score > best[going[row]][0]:
                best[going[row]] = (score, ids[row, beam, 1:].tolist())
        places = places - (ended & scores.isfinite()).sum(1, keepdim=True)
        scores = scores.masked_fill(ended, -inf)

        # log-probabilities only fall: no unfinished caption can end above its hope
        hopes = (scores.amax(1) / max_length**length_penalty).tolist()
        on = [r for r, picture in enumerate(going) if hopes[r] > best[picture][0]]
        if not on:
            break
        rows = parents + k * torch.arange(len(going), device=device)[:, None]
        state = state.select(rows.flatten())
        if len(on) < len(going):
            kept = torch.tensor(on, device=device)
            going, ids, scores = [going[r] for r in on], ids[kept], scores[kept]
            places, state = places[kept], state.keep(kept)
    return [_without_eos(caption, eos_id) for _, caption in best]


def _forbid(scores: Tensor, never: Sequence[int]) -> Tensor:
    """Scores (R, V) that leave no chance to the ids in `never`."""
    scores = scores.clone()
    scores[:, list(never)] = -inf
    return scores


def _without_eos(caption: list[int], eos_id: int) -> list[int]:
    return caption[:-1] if caption and caption[-1] == eos_id else caption
