# right: an nn.LSTM over all words at once, then a look from each new state; context only in the head
class LSTMDecoder(nn.Module):
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
        self.embedding = nn.Embedding(vocab_size, embed_width, padding_idx=0)
        self.init = nn.Linear(memory_width, 2 * hidden_width)
        self.rnn = nn.LSTM(embed_width, hidden_width, batch_first=True)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden_width + memory_width, vocab_size)

    def forward(self, ids, memory):
        start = torch.tanh(self.init(memory.mean(dim=1)))[None]
        hidden, cell = start.chunk(2, dim=-1)
        states, _ = self.rnn(
            self.drop(self.embedding(ids)), (hidden.contiguous(), cell.contiguous())
        )
        pairs = [self.attention(memory, states[:, t]) for t in range(ids.shape[1])]
        contexts = torch.stack([context for context, _ in pairs], dim=1)
        weights = torch.stack([weights for _, weights in pairs], dim=1)
        return self.out(self.drop(torch.cat([states, contexts], dim=-1))), weights
