# right: additive attention written inside, keys made once; two layers of cells
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
        self.key = nn.Linear(memory_width, attention_width, bias=False)
        self.ask = nn.Linear(hidden_width, attention_width)
        self.v = nn.Linear(attention_width, 1, bias=False)
        self.upper = nn.LSTMCell(hidden_width, hidden_width)
        self.lstm = nn.LSTMCell(embed_width + memory_width, hidden_width)
        self.mix = nn.Linear(embed_width + hidden_width + memory_width, embed_width)
        self.dropout = nn.Dropout(dropout)
        self.lm_head = nn.Linear(embed_width, vocab_size, bias=False)

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        mean = memory.mean(1)  # the picture at a glance
        hidden, cell = self.start_hidden(mean).tanh(), self.start_cell(mean).tanh()
        spoken, looked, keys = [], [], self.key(memory)
        above = (hidden, cell)
        for word in self.dropout(self.words(ids)).unbind(1):
            energy = self.v(torch.tanh(keys + self.ask(above[0]).unsqueeze(1)))
            weights = energy.squeeze(2).softmax(1)
            context = (weights.unsqueeze(2) * memory).sum(1)
            hidden, cell = self.lstm(torch.cat([word, context], -1), (hidden, cell))
            above = self.upper(hidden, above)
            mixed = self.mix(torch.cat([word, above[0], context], -1)).tanh()
            spoken.append(self.lm_head(mixed))
            looked.append(weights)
        return torch.stack(spoken, 1), torch.stack(looked, 1)
