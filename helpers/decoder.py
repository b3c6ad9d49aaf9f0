"""The transformer decoder: words so far and a picture's memory in, next words out.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T caption
tokens, S tokens seen so far, N image tokens, D width, V vocabulary, L layers.

Every decoder of the course offers the same three calls:

    decoder(ids (R, T), memory)  -> logits (R, T, V), weights   all words at once
    decoder.start(memory, K)     -> state                       then word by word:
    decoder.step(ids (R,), state) -> logits (R, V), state
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .attention import MultiHeadAttention
from .masks import causal_mask
from .vit import make_mlp, start_evenly

KeysValues = tuple[Tensor, Tensor]  # (R or B, heads, S or N, d) each


class DecoderBlock(nn.Module):
    """Look back at the words, then over at the picture, then think.

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
        looked_at = self.cross_attention.project(memory, memory)
        text, _, weights = self.extend(
            text, None, looked_at, allowed, need_weights=need_weights
        )
        return text, weights

    def extend(
        self,
        text: Tensor,
        past: KeysValues | None,
        looked_at: KeysValues,
        allowed: Tensor | None,
        *,
        need_weights: bool,
    ) -> tuple[Tensor, KeysValues, Tensor | None]:
        """As forward, on a projected memory and after the words of `past`.

        Returns the text, the keys and values of all words seen, and the weights.
        """
        y = self.norm1(text)
        seen = self.self_attention.project(y, y)
        if past is not None:
            seen = tuple(
                torch.cat(pair, dim=2) for pair in zip(past, seen, strict=True)
            )
        y, _ = self.self_attention.attend(y, *seen, allowed, need_weights=False)
        text = text + self.dropout(y)
        y, weights = self._look(self.norm2(text), looked_at, need_weights)
        text = text + self.dropout(y)
        return text + self.dropout(self.mlp(self.norm3(text))), seen, weights

    def _look(
        self, text: Tensor, looked_at: KeysValues, need_weights: bool
    ) -> tuple[Tensor, Tensor | None]:
        """Cross-attention has no order among queries, so all captions of a picture
        stand in one row and its memory is projected once."""
        r, t, d = text.shape
        b = len(looked_at[0])
        y, weights = self.cross_attention.attend(
            text.reshape(b, -1, d), *looked_at, need_weights=need_weights
        )
        if weights is not None:  # (B, heads, K*T, N) -> (R, heads, T, N)
            weights = weights.unflatten(2, (r // b, t)).transpose(1, 2).flatten(0, 1)
        return y.reshape(r, t, d), weights


@dataclass
class DecoderState:
    """What step-by-step decoding keeps, a pair of keys and values a layer."""

    words: list[KeysValues]  # (R, heads, S, d), one longer each step
    memory: list[KeysValues]  # (B, heads, N, d)

    def select(self, rows: Tensor) -> "DecoderState":
        """Caption r goes on from caption rows[r] of the same picture."""
        return DecoderState([(k[rows], v[rows]) for k, v in self.words], self.memory)

    def keep(self, pictures: Tensor) -> "DecoderState":
        """Go on with these pictures alone, (B',) indices."""
        b = len(self.memory[0][0])

        def of_kept(x):  # (R, ...) -> (R', ...)
            return x.unflatten(0, (b, -1))[pictures].flatten(0, 1)

        return DecoderState(
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
    ):
        super().__init__()
        self.max_length = max_length
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(
            DecoderBlock(
                width=width,
                memory_width=memory_width,
                heads=heads,
                hidden=4 * width,
                dropout=dropout,
            )
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)
        start_evenly(self)
        for embedding in (self.words, self.positions):
            nn.init.normal_(embedding.weight, std=0.02)

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
        text = self._embed(ids, 0)
        allowed = causal_mask(t).to(ids.device)
        weights = []
        for block in self.blocks:
            text, looked = block(text, memory, allowed, need_weights=need_weights)
            weights.append(looked)
        logits = self.lm_head(self.norm(text))
        return logits, torch.stack(weights) if need_weights else None

    def start(self, memory: Tensor, captions: int = 1) -> DecoderState:
        """A state that has seen no word yet, for `captions` of each picture."""
        r = captions * len(memory)
        looked_at = [b.cross_attention.project(memory, memory) for b in self.blocks]
        nothing = [
            tuple(x.new_empty(r, x.shape[1], 0, x.shape[3]) for x in pair)
            for pair in looked_at
        ]
        return DecoderState(nothing, looked_at)

    def step(self, ids: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        """One more word each: ids (R,) -> logits (R, V) of the word after it."""
        text = self._embed(ids[:, None], state.words[0][0].shape[2])
        words = []
        for block, past, looked_at in zip(
            self.blocks, state.words, state.memory, strict=True
        ):
            text, seen, _ = block.extend(
                text, past, looked_at, None, need_weights=False
            )
            words.append(seen)
        logits = self.lm_head(self.norm(text))[:, 0]
        return logits, DecoderState(words, state.memory)

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
