# breaks: starts from zeros
# mistake 24: start
class LSTMDecoder(nn.Module):
    """Predict each next word from a state that has read the words before it.

    Args:
        vocab_size: V.
        embed_width: E, of a word.
        hidden_width: H, of the state.
        attention_width: A.
        memory_width: D.
        dropout: probability, in training only.

    The state starts from the memory. Position t has read ids[:, 0] to ids[:, t] and
    predicts the word after them.

    Source: Xu et al. 2015, section 3.1.2 (arXiv:1502.03044), without its gate.
    """

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

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T), (B, N, D) -> logits (B, T, V), weights (B, T, N)."""
        mean = memory.mean(1)  # the picture at a glance
        hidden, cell = (
            torch.zeros(len(ids), self.lstm.hidden_size),
            torch.zeros(len(ids), self.lstm.hidden_size),
        )
        spoken, looked = [], []
        for word in self.dropout(self.words(ids)).unbind(1):
            context, weights = self.attention(memory, hidden)
            read = torch.cat([word, context], -1)
            hidden, cell = self.lstm(read, (hidden, cell))
            mixed = self.mix(torch.cat([word, hidden, context], -1)).tanh()
            spoken.append(self.lm_head(self.dropout(mixed)))
            looked.append(weights)
        return torch.stack(spoken, 1), torch.stack(looked, 1)
