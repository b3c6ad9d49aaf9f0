# breaks: the cell state is not kept
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
        self.embed = nn.Embedding(vocab_size, embed_width)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )

        self.init_h = nn.Linear(memory_width, hidden_width)
        self.init_c = nn.Linear(memory_width, hidden_width)
        self.cell = nn.LSTMCell(embed_width + memory_width, hidden_width)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden_width, vocab_size)

    def forward(self, ids, memory):
        mean = memory.mean(dim=1)
        h, c = torch.tanh(self.init_h(mean)), torch.tanh(self.init_c(mean))
        logits, looks = [], []
        x = self.embed(ids)
        for t in range(ids.shape[1]):
            context, w = self.attention(memory, h)
            h, _ = self.cell(torch.cat([x[:, t], context], dim=1), (h, c))
            logits.append(self.out(self.drop(h)))
            looks.append(w)
        return torch.stack(logits, dim=1), torch.stack(looks, dim=1)
