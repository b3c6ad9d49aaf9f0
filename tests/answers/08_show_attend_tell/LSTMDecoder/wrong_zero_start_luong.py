# breaks: the state starts from zeros; nn.LSTM's own default
# mistake 24: start from zeros
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
        self.rnn = nn.LSTM(embed_width, hidden_width, batch_first=True)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden_width + memory_width, vocab_size)

    def forward(self, ids, memory):
        states, _ = self.rnn(self.drop(self.embedding(ids)))
        pairs = [self.attention(memory, states[:, t]) for t in range(ids.shape[1])]
        contexts = torch.stack([context for context, _ in pairs], dim=1)
        weights = torch.stack([weights for _, weights in pairs], dim=1)
        return self.out(self.drop(torch.cat([states, contexts], dim=-1))), weights
