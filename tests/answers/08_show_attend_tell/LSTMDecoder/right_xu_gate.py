# right: Xu's gate on the context, tensors filled in
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
        self.gate = nn.Linear(hidden_width, memory_width)
        self.dropout = nn.Dropout(dropout)
        self.lm_head = nn.Linear(embed_width, vocab_size, bias=False)

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        mean = memory.mean(1)  # the picture at a glance
        hidden, cell = self.start_hidden(mean).tanh(), self.start_cell(mean).tanh()
        b, t = ids.shape
        logits = memory.new_zeros(b, t, self.lm_head.out_features)
        shares = memory.new_zeros(b, t, memory.shape[1])
        words = self.words(ids)
        for k in range(t):
            context, weights = self.attention(memory, hidden)
            context = torch.sigmoid(self.gate(hidden)) * context
            hidden, cell = self.lstm(
                torch.cat([words[:, k], context], 1), (hidden, cell)
            )
            mixed = self.mix(torch.cat([words[:, k], hidden, context], 1))
            logits[:, k] = self.lm_head(self.dropout(mixed.tanh()))
            shares[:, k] = weights
        return logits, shares
