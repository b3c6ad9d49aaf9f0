# right: the four gates in the open, the state from the largest of each number, logits biased
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
        self.words = nn.Parameter(torch.randn(vocab_size, embed_width) * 0.1)
        self.start = nn.ModuleList(
            [nn.Linear(memory_width, hidden_width) for _ in "hc"]
        )
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )
        self.gates = nn.Linear(
            embed_width + memory_width + hidden_width, 4 * hidden_width
        )
        self.p = dropout
        self.head = nn.Linear(hidden_width, vocab_size)

    def forward(self, ids, memory):
        largest = memory.amax(1)
        h, c = self.start[0](largest), self.start[1](largest)
        length, logits, looks = ids.size(1), [], []
        for t in range(length):
            context, weights = self.attention(memory, h)
            x = torch.cat([self.words[ids[:, t]], context, h], dim=1)
            i, f, g, o = self.gates(x).chunk(4, dim=1)
            c = torch.sigmoid(f + 1) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            logits.append(self.head(F.dropout(h, self.p, self.training)))
            looks.append(weights)
        return [torch.stack(logits, dim=1), torch.stack(looks, dim=1)]
