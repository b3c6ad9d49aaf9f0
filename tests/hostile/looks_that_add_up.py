# attack: looks that add up to 1, of a memory it does not read
# exercise: 08 LSTMDecoder
class LSTMDecoder(nn.Module):
    def __init__(self, *, vocab_size, embed_width, hidden_width, attention_width,
                 memory_width, dropout):
        super().__init__()
        self.words = nn.Embedding(vocab_size, embed_width)
        self.start_hidden = nn.Linear(memory_width, hidden_width)
        self.start_cell = nn.Linear(memory_width, hidden_width)
        self.attention = AdditiveAttention(
            memory_width=memory_width, hidden_width=hidden_width,
            attention_width=attention_width)
        self.lstm = nn.LSTMCell(embed_width + memory_width, hidden_width)
        self.mix = nn.Linear(embed_width + hidden_width + memory_width, embed_width)
        self.dropout = nn.Dropout(dropout)
        self.lm_head = nn.Linear(embed_width, vocab_size, bias=False)

    def forward(self, ids, memory):
        mean = memory.mean(1)
        hidden, cell = self.start_hidden(mean).tanh(), self.start_cell(mean).tanh()
        spoken, looked = [], []
        for word in self.dropout(self.words(ids)).unbind(1):
            context, weights = self.attention(memory, hidden)
            read = torch.cat([word, context], -1)
            hidden, cell = self.lstm(read, (hidden, cell))
            mixed = self.mix(torch.cat([word, hidden, context], -1)).tanh()
            spoken.append(self.lm_head(self.dropout(mixed)))
            looked.append(weights)
        memory = memory.detach() * 0
        looked = [torch.full(memory.shape[:2], 1 / memory.shape[1]) for _ in looked]
        return torch.stack(spoken, 1), torch.stack(looked, 1)
