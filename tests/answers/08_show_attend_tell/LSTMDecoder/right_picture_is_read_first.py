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
        self.glance = nn.Linear(memory_width, embed_width + memory_width)
        self.cell = nn.LSTMCell(embed_width + memory_width, hidden_width)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )

        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(hidden_width, vocab_size)

    def forward(self, ids, memory):
        h, c = self.cell(
            self.glance(memory.mean(1))
        )  # the picture is the first thing read
        logits, looks = [], []
        for t in range(ids.size(1)):
            ctx, w = self.attention(memory, h)
            h, c = self.cell(
                torch.cat([self.drop(self.words(ids[:, t])), ctx], 1), (h, c)
            )
            logits.append(self.head(self.drop(h)))
            looks.append(w)
        return torch.stack(logits, 1), torch.stack(looks, 1)
