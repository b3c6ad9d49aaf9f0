class LSTMDecoder(nn.Module):
    def __init__(
        self,
        *,
        vocab_size,
        embed_width,
        hidden_width,
        attention_width,
        memory_width,
        dropout,
    ):
        super().__init__()
        self.words = nn.Embedding(vocab_size, embed_width)
        self.start = nn.Linear(memory_width, hidden_width)
        self.gates = nn.ModuleDict(
            {
                k: nn.Linear(embed_width + memory_width + hidden_width, hidden_width)
                for k in "ifog"
            }
        )
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )

        self.head = nn.Linear(hidden_width, vocab_size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids, memory):
        h = c = self.start(memory.mean(1)).tanh()
        outs, looks = [], []
        for x in self.dropout(self.words(ids)).unbind(1):
            ctx, w = self.attention(memory, h)
            z = torch.cat([x, ctx, h], 1)
            i, f, o = (self.gates[k](z).sigmoid() for k in "ifo")
            c = f * c + i * self.gates["g"](z).tanh()
            h = o * c.tanh()
            outs.append(self.head(h))
            looks.append(w)
        return torch.stack(outs, 1), torch.stack(looks, 1)
