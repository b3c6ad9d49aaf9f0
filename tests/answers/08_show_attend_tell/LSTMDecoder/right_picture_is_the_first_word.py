# right: the state starts as one step of the cell that reads the picture (Show and Tell)
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
        self.glance = nn.Linear(memory_width, embed_width)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )
        self.cell = nn.LSTMCell(embed_width, hidden_width)
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(hidden_width + memory_width, vocab_size, bias=False)

    def forward(self, ids, memory):
        state = self.cell(self.glance(memory.mean(1)))
        outputs = []
        for t in range(ids.shape[1]):
            context, weights = self.attention(memory, state[0])
            state = self.cell(self.drop(self.words(ids[:, t])), state)
            outputs.append((self.head(torch.cat([state[0], context], 1)), weights))
        logits, looks = zip(*outputs)
        return torch.stack(logits).transpose(0, 1), torch.stack(looks).transpose(0, 1)
