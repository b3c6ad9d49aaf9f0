"""The transformer decoder: words so far and a picture's memory in, next words out.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T caption
tokens, S tokens so far, N image tokens, D width, V vocabulary, L layers.

What a decoder is, contracts.py says.
"""

__lesson__ = "05"

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from .attention import MultiHeadAttention
from .masks import causal_mask
from .vit import init_xavier, make_mlp

KeysValues = tuple[Tensor, Tensor]  # (R or B, heads, S or N, d) each


class DecoderBlock(nn.Module):
    """Self-attention to earlier words, cross-attention to the picture, an mlp.

    Args:
        width: D.
        memory_width: of the picture's tokens.
        heads: of both attentions.
        hidden: width inside the mlp.
        dropout: probability, on what each branch adds.

    Source: Vaswani et al. 2017, section 3.1 (arXiv:1706.03762), here pre-norm.
    """

    def __init__(
        self, *, width: int, memory_width: int, heads: int, hidden: int, dropout: float
    ):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.self_attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.cross_attention = MultiHeadAttention(
            width=width, heads=heads, memory_width=memory_width
        )
        self.norm3 = nn.LayerNorm(width)
        self.mlp = make_mlp(width, hidden)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        text: Tensor,
        memory: Tensor,
        allowed: Tensor,
        *,
        need_weights: bool = True,
    ) -> tuple[Tensor, Tensor | None]:
        """(R, T, D), (B, N, ...) -> (R, T, D), weights on memory (R, heads, T, N)."""
        projected = self.cross_attention.project(memory, memory)
        text, _, weights = self.extend(
            text, None, projected, allowed, need_weights=need_weights
        )
        return text, weights

    def extend(
        self,
        text: Tensor,
        past: KeysValues | None,
        memory: KeysValues,
        allowed: Tensor | None,
        *,
        need_weights: bool,
    ) -> tuple[Tensor, KeysValues, Tensor | None]:
        """As forward, on a projected memory and after the words of `past`.

        Returns the text, the keys and values of all words so far, and the weights.
        """
        y = self.norm1(text)
        words = self.self_attention.project(y, y)
        if past is not None:
            keys, values = zip(past, words, strict=True)
            words = torch.cat(keys, dim=2), torch.cat(values, dim=2)
        y, _ = self.self_attention.attend(y, *words, allowed, need_weights=False)
        text = text + self.dropout(y)
        y, weights = self._attend_to_memory(self.norm2(text), memory, need_weights)
        text = text + self.dropout(y)
        return text + self.dropout(self.mlp(self.norm3(text))), words, weights

    def _attend_to_memory(
        self, text: Tensor, memory: KeysValues, need_weights: bool
    ) -> tuple[Tensor, Tensor | None]:
        """Cross-attention; all captions of a picture are queries of one row.

        Queries do not see each other there, so a memory is projected once.
        """
        r, t, d = text.shape
        b = len(memory[0])
        y, weights = self.cross_attention.attend(
            text.reshape(b, -1, d), *memory, need_weights=need_weights
        )
        if weights is not None:  # (B, heads, K*T, N) -> (R, heads, T, N)
            weights = weights.unflatten(2, (r // b, t)).transpose(1, 2).flatten(0, 1)
        return y.reshape(r, t, d), weights


@dataclass
class KeyValueCache:
    """The cache of step-by-step decoding: a pair of keys and values a layer."""

    words: list[KeysValues]  # (R, heads, S, d), one longer each step
    memory: list[KeysValues]  # (B, heads, N, d)

    def select_captions(self, rows: Tensor) -> "KeyValueCache":
        """Caption r goes on from caption rows[r] of the same picture."""
        return KeyValueCache([(k[rows], v[rows]) for k, v in self.words], self.memory)

    def select_pictures(self, pictures: Tensor) -> "KeyValueCache":
        """Go on with these pictures alone, (B',) indices."""
        b = len(self.memory[0][0])

        def of_kept(x):  # (R, ...) -> (R', ...)
            return x.unflatten(0, (b, -1))[pictures].flatten(0, 1)

        return KeyValueCache(
            [(of_kept(k), of_kept(v)) for k, v in self.words],
            [(k[pictures], v[pictures]) for k, v in self.memory],
        )


class CaptionDecoder(nn.Module):
    """Predict each next word from the words before it and the picture.

    Args:
        vocab_size: V.
        width: D; four times as wide inside the mlp.
        memory_width: of the picture's tokens.
        heads, layers: of the blocks.
        max_length: the most tokens a caption may have, `<start>` included.
        dropout: probability, on the embedded words and on what each branch adds.
        bridge: a linear layer brings the memory to the width D once, before all
            blocks, which then read D numbers a token in the place of memory_width.
        tied: the last layer shares its weights with the word embedding, V times D.

    Raises:
        ValueError: more than max_length tokens; captions no multiple of pictures.
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
        bridge: bool = False,
        tied: bool = False,
    ):
        super().__init__()
        self.max_length = max_length
        self.bridge = nn.Linear(memory_width, width) if bridge else nn.Identity()
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(
            DecoderBlock(
                width=width,
                memory_width=width if bridge else memory_width,
                heads=heads,
                hidden=4 * width,
                dropout=dropout,
            )
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)
        init_xavier(self)
        for embedding in (self.words, self.positions):
            nn.init.normal_(embedding.weight, std=0.02)
        if tied:
            self.lm_head.weight = self.words.weight

    def forward(
        self, ids: Tensor, memory: Tensor, *, need_weights: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """(R, T), (B, N, ...) -> logits (R, T, V), weights (L, R, heads, T, N)."""
        r, t = ids.shape
        if r % len(memory):
            raise ValueError(
                f"expected as many captions for each of {len(memory)} pictures, got "
                f"{r} in all; pad with captions of <pad>"
            )
        text, memory = self._embed(ids, 0), self.bridge(memory)
        allowed = causal_mask(t).to(ids.device)
        weights = []
        for block in self.blocks:
            text, layer_weights = block(
                text, memory, allowed, need_weights=need_weights
            )
            weights.append(layer_weights)
        logits = self.lm_head(self.norm(text))
        return logits, torch.stack(weights) if need_weights else None

    def start(self, memory: Tensor, captions: int = 1) -> KeyValueCache:
        """The state before the first word, for `captions` of each picture."""
        r, memory = captions * len(memory), self.bridge(memory)
        projected = [
            block.cross_attention.project(memory, memory) for block in self._blocks()
        ]
        keys, _ = projected[0]
        no_words = keys.new_empty(r, keys.shape[1], 0, keys.shape[3])
        return KeyValueCache([(no_words, no_words)] * len(projected), projected)

    def step(self, ids: Tensor, state: KeyValueCache) -> tuple[Tensor, KeyValueCache]:
        """One more word each: ids (R,) -> logits (R, V) of the word after it."""
        text = self._embed(ids[:, None], state.words[0][0].shape[2])
        words = []
        for block, past, memory in zip(
            self._blocks(), state.words, state.memory, strict=True
        ):
            text, extended, _ = block.extend(
                text, past, memory, None, need_weights=False
            )
            words.append(extended)
        logits = self.lm_head(self.norm(text))[:, 0]
        return logits, KeyValueCache(words, state.memory)

    def _blocks(self) -> Iterator[DecoderBlock]:
        return cast(Iterator[DecoderBlock], iter(self.blocks))

    def _embed(self, ids: Tensor, first: int) -> Tensor:
        """Words at positions first, first + 1, ...: (R, T) -> (R, T, D)."""
        last = first + ids.shape[1]
        if last > self.max_length:
            raise ValueError(
                f"expected at most {self.max_length} tokens, got {last}; "
                "shorten the caption or build the decoder with a larger max_length"
            )
        positions = torch.arange(first, last, device=ids.device)
        return self.dropout(self.words(ids) + self.positions(positions))
