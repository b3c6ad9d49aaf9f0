"""One stream: image tokens and words in one sequence, one self-attention over both.

What vision-language models do in the place of cross-attention: a projector brings the
memory to the decoder's width, its tokens stand before the words, and a prefix mask
says who sees whom.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T caption
tokens, N image tokens, S = N + T, M width of the memory, D width, V vocabulary,
L layers, d = D / heads.

Source: Liu et al. 2023 (LLaVA, arXiv:2304.08485); the mask of a prefix, Raffel et al.
2020, section 3.2.1 (arXiv:1910.10683).
"""

__lesson__ = "13"

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .vit import EncoderBlock, init_xavier

KeysValues = tuple[Tensor, Tensor]  # (R, heads, S, d) each


class Projector(nn.Module):
    """Image tokens to the width of words: (B, N, M) -> (B, N, D)."""

    def __init__(self, *, memory_width: int, width: int):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory: Tensor) -> Tensor:
        return self.second(F.gelu(self.first(memory)))


def prefix_mask(image_tokens: int, text_tokens: int) -> Tensor:
    """(S, S) boolean, True where row may see column; images stand first.

    Image tokens see all image tokens and no text; a text token sees all image tokens,
    itself and earlier text.
    """
    place = torch.arange(image_tokens + text_tokens)
    return (place < image_tokens) | (place <= place[:, None])


class StreamBlock(EncoderBlock):
    """The encoder's block over the stream, under a mask and after a past."""

    def extend(
        self,
        x: Tensor,
        past: KeysValues | None,
        allowed: Tensor | None,
        *,
        need_weights: bool,
    ) -> tuple[Tensor, KeysValues, Tensor | None]:
        """New tokens (R, T, D) after those of `past`: -> the same, all keys and values,
        weights (R, heads, T, S)."""
        y = self.norm1(x)
        keys, values = self.attention.project(y, y)
        if past is not None:
            keys = torch.cat([past[0], keys], 2)
            values = torch.cat([past[1], values], 2)
        y, weights = self.attention.attend(
            y, keys, values, allowed, need_weights=need_weights
        )
        x = x + self.dropout(y)
        return x + self.dropout(self.mlp(self.norm2(x))), (keys, values), weights


@dataclass
class StreamCache:
    """Keys and values of image tokens and words so far, a pair a layer."""

    layers: list[KeysValues]  # (R, heads, N + t, d)
    image_tokens: int
    captions: int  # of each picture

    def select_captions(self, rows: Tensor) -> "StreamCache":
        """Caption r goes on from caption rows[r] of the same picture."""
        kept = [(k[rows], v[rows]) for k, v in self.layers]
        return StreamCache(kept, self.image_tokens, self.captions)

    def select_pictures(self, pictures: Tensor) -> "StreamCache":
        """Go on with these pictures alone, (B',) indices."""
        each = torch.arange(self.captions, device=pictures.device)
        return self.select_captions(
            (pictures[:, None] * self.captions + each).flatten()
        )


class StreamDecoder(nn.Module):
    """Predict each next word from image tokens and words in one stream.

    Args:
        vocab_size: V.
        width: D; four times as wide inside the mlp.
        memory_width: M.
        heads, layers: of the blocks.
        max_length: the most text tokens; image tokens are not counted.
        dropout: probability, on the stream's start and on what each branch adds.

    Raises:
        ValueError: more than max_length text tokens; captions no multiple of pictures.
    """

    def __init__(
        self,
        *,
        vocab_size: int,
        width: int,
        memory_width: int,
        heads: int,
        layers: int,
        max_length: int,
        dropout: float,
    ):
        super().__init__()
        self.max_length = max_length
        self.projector = Projector(memory_width=memory_width, width=width)
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(
            StreamBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)
        init_xavier(self)
        for embedding in (self.words, self.positions):
            nn.init.normal_(embedding.weight, std=0.02)

    def forward(
        self, ids: Tensor, memory: Tensor, *, need_weights: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """(R, T), (B, N, M) -> logits (R, T, V), weights (L, R, heads, T, N).

        The weights are those of the words on the image tokens, as the softmax over the
        whole stream gave them: a row sums to less than 1.
        """
        (r, t), (b, n, _) = ids.shape, memory.shape
        if r % b:
            raise ValueError(
                f"expected as many captions for each of {b} pictures, got {r} in all; "
                "pad with captions of <pad>"
            )
        text = self._embed(ids, 0)
        images = self.projector(memory).repeat_interleave(r // b, 0)
        stream = self.dropout(torch.cat([images, text], 1))
        allowed = prefix_mask(n, t).to(ids.device)
        weights = []
        for block in self._blocks():
            stream, _, seen = block.extend(
                stream, None, allowed, need_weights=need_weights
            )
            if seen is not None:
                weights.append(seen[:, :, n:, :n])
        logits = self.lm_head(self.norm(stream[:, n:]))
        return logits, torch.stack(weights) if need_weights else None

    def start(self, memory: Tensor, captions: int = 1) -> StreamCache:
        """The state before the first word, for `captions` of each picture."""
        stream, layers = self.dropout(self.projector(memory)), []
        for block in self._blocks():
            stream, (keys, values), _ = block.extend(
                stream, None, None, need_weights=False
            )
            keys = keys.repeat_interleave(captions, 0)
            layers.append((keys, values.repeat_interleave(captions, 0)))
        return StreamCache(layers, memory.shape[1], captions)

    def step(self, ids: Tensor, state: StreamCache) -> tuple[Tensor, StreamCache]:
        """One more word each: ids (R,) -> logits (R, V) of the word after it."""
        written = state.layers[0][0].shape[2] - state.image_tokens
        stream, layers = self.dropout(self._embed(ids[:, None], written)), []
        for block, past in zip(self._blocks(), state.layers, strict=True):
            stream, extended, _ = block.extend(stream, past, None, need_weights=False)
            layers.append(extended)
        logits = self.lm_head(self.norm(stream))[:, 0]
        return logits, StreamCache(layers, state.image_tokens, state.captions)

    def _blocks(self) -> Iterator[StreamBlock]:
        return cast(Iterator[StreamBlock], iter(self.blocks))

    def _embed(self, ids: Tensor, first: int) -> Tensor:
        """Words at positions first, first + 1, ...: (R, T) -> (R, T, D)."""
        last = first + ids.shape[1]
        if last > self.max_length:
            raise ValueError(
                f"expected at most {self.max_length} text tokens, got {last}; shorten "
                "the caption or build the decoder with a larger max_length"
            )
        return self.words(ids) + self.positions.weight[first:last]


def answer_loss(logits: Tensor, ids: Tensor, answer: Tensor) -> Tensor:
    """Mean loss of the tokens marked in `answer`, of the whole batch together.

    Args:
        logits: (B, T, V); position t predicts ids[:, t + 1].
        ids: (B, T).
        answer: (B, T) boolean; the first column never counts.
    """
    marked = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][marked], ids[:, 1:][marked])
