# breaks: the state starts from random numbers
# mistake 24: random
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
        self.dropout = nn.Dropout(dropout)
        self.lm_head = nn.Linear(embed_width, vocab_size, bias=False)

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        mean = memory.mean(1)  # the picture at a glance
        hidden = torch.randn_like(self.start_hidden(mean))
        cell = torch.randn_like(hidden)
        spoken, looked = [], []
        for word in self.dropout(self.words(ids)).unbind(1):
            context, weights = self.attention(memory, hidden)
            read = torch.cat([word, context], -1)
            hidden, cell = self.lstm(read, (hidden, cell))
            mixed = self.mix(torch.cat([word, hidden, context], -1)).tanh()
            spoken.append(self.lm_head(self.dropout(mixed)))
            looked.append(weights)
        return torch.stack(spoken, 1), torch.stack(looked, 1)
