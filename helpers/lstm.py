"""The recurrent decoder of Show, Attend and Tell: an LSTM with additive attention.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T caption
tokens, N image tokens, D their width, H width of the state, A of the attention,
E of a word, V vocabulary.

What a decoder is, contracts.py says.
"""

__lesson__ = "08"

from dataclasses import dataclass

import torch
from torch import Tensor, nn


class AdditiveAttention(nn.Module):
    """Score image tokens against a state by a small network, then mix them.

    score_n = v . tanh(W memory_n + U hidden), weights = softmax over n.

    Args:
        memory_width: D.
        hidden_width: H.
        attention_width: A, to which memory and state are projected and added.

    Source: Bahdanau et al. 2015, section 3.1 (arXiv:1409.0473).
    """

    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """(B, N, D), (B, H) -> context (B, D), weights (B, N)."""
        return self.attend(memory, self.from_memory(memory), hidden)

    def attend(
        self, memory: Tensor, keys: Tensor, hidden: Tensor
    ) -> tuple[Tensor, Tensor]:
        """As forward, for states (R, H) and with keys = from_memory(memory) at hand.

        Keys do not change from word to word, so they are made once a picture.
        """
        b = len(memory)
        queries = self.from_hidden(hidden).unflatten(0, (b, -1))  # (B, K, A)
        hidden_layer = torch.tanh(keys[:, None] + queries[:, :, None])  # (B, K, N, A)
        weights = self.score(hidden_layer).squeeze(-1).softmax(-1)  # (B, K, N)
        return (weights @ memory).flatten(0, 1), weights.flatten(0, 1)


@dataclass
class LSTMState:
    """The cache of step-by-step decoding."""

    memory: Tensor  # (B, N, D)
    keys: Tensor  # (B, N, A)
    hidden: Tensor  # (R, H)
    cell: Tensor  # (R, H)

    def select_captions(self, rows: Tensor) -> "LSTMState":
        """Caption r goes on from caption rows[r] of the same picture."""
        return LSTMState(self.memory, self.keys, self.hidden[rows], self.cell[rows])

    def select_pictures(self, pictures: Tensor) -> "LSTMState":
        """Go on with these pictures alone, (B',) indices."""
        b = len(self.memory)
        hidden, cell = (
            x.unflatten(0, (b, -1))[pictures].flatten(0, 1)
            for x in (self.hidden, self.cell)
        )
        return LSTMState(self.memory[pictures], self.keys[pictures], hidden, cell)


class LSTMDecoder(nn.Module):
    """Predict each next word from a state that has read the words before it.

    The state starts from the mean of the memory. Each step attends to the memory with
    the state so far, updates the state from the word and that context, and predicts the
    next word from all three.

    Args:
        vocab_size: V.
        embed_width: E.
        hidden_width: H.
        attention_width: A.
        memory_width: D.
        dropout: probability, on the embedded words and before the last layer.

    Raises:
        ValueError: captions no multiple of pictures.

    Source: Xu et al. 2015, section 3.1.2 (arXiv:1502.03044), soft attention; without
    its gate on the context and its penalty on the weights.
    """

    max_length = 40  # tokens; decoding stops there, the recurrence needs no limit

    def __init__(
        self,
        *,
        vocab_size: int,
        embed_width: int,
        hidden_width: int,
        attention_width: int,
        memory_width: int,
        dropout: float,
    ):
        super().__init__()
        self.words = nn.Embedding(vocab_size, embed_width)
        self.start_hidden = nn.Linear(memory_width, hidden_width)
        self.start_cell = nn.Linear(memory_width, hidden_width)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )
        self.lstm = nn.LSTMCell(embed_width + memory_width, hidden_width)
        self.mix = nn.Linear(embed_width + hidden_width + memory_width, embed_width)
        self.dropout = nn.Dropout(dropout)
        self.lm_head = nn.Linear(embed_width, vocab_size, bias=False)

    def forward(
        self, ids: Tensor, memory: Tensor, *, need_weights: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """(R, T), (B, N, D) -> logits (R, T, V), weights (R, T, N).

        Without `need_weights` the weights are None.
        """
        if len(ids) % len(memory):
            raise ValueError(
                f"expected as many captions for each of {len(memory)} pictures, got "
                f"{len(ids)} in all; pad with captions of <pad>"
            )
        state = self.start(memory, len(ids) // len(memory))
        embedded = self.dropout(self.words(ids))
        outputs, weights = [], []
        for word in embedded.unbind(1):
            output, step_weights, state = self._read(word, state)
            outputs.append(output)
            weights.append(step_weights)
        logits = self.lm_head(self.dropout(torch.stack(outputs, 1)))
        return logits, torch.stack(weights, 1) if need_weights else None

    def start(self, memory: Tensor, captions: int = 1) -> LSTMState:
        """The state before the first word, for `captions` of each picture."""
        mean = memory.mean(1)
        hidden, cell = (
            layer(mean).tanh().repeat_interleave(captions, 0)
            for layer in (self.start_hidden, self.start_cell)
        )
        return LSTMState(memory, self.attention.from_memory(memory), hidden, cell)

    def step(self, ids: Tensor, state: LSTMState) -> tuple[Tensor, LSTMState]:
        """One more word each: ids (R,) -> logits (R, V) of the word after it."""
        output, _, state = self._read(self.dropout(self.words(ids)), state)
        return self.lm_head(self.dropout(output)), state

    def _read(self, word: Tensor, state: LSTMState) -> tuple[Tensor, Tensor, LSTMState]:
        """A word (R, E) -> the last layer's input (R, E), weights (R, N), new state."""
        memory, keys = state.memory, state.keys
        context, weights = self.attention.attend(memory, keys, state.hidden)
        inputs = torch.cat([word, context], -1)
        hidden, cell = self.lstm(inputs, (state.hidden, state.cell))
        output = self.mix(torch.cat([word, hidden, context], -1)).tanh()
        return output, weights, LSTMState(memory, keys, hidden, cell)
