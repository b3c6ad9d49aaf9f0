# breaks: no super().__init__()
# mistake 8: super().__init__()
class StreamBlock(EncoderBlock):
    def forward(self, x, allowed):
        y = self.norm1(x)
        mixed, weights = self.attention(y, y, y, allowed)
        x = x + self.dropout(mixed)
        thought = self.mlp(self.norm2(x))
        return x + self.dropout(thought), weights


class StreamDecoder(nn.Module):
    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        self.max_length = max_length
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.projector = Projector(memory_width=memory_width, width=width)
        self.blocks = nn.ModuleList(
            StreamBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids, memory):
        n, t = memory.shape[1], ids.shape[1]
        if t > self.max_length:
            raise ValueError(f"at most {self.max_length} text tokens, got {t}")
        text = self.words(ids) + self.positions.weight[:t]
        stream = torch.cat([self.projector(memory), text], 1)
        allowed = prefix_mask(n, t).to(ids.device)
        weights = []
        for block in self.blocks:
            stream, seen = block(stream, allowed)
            weights.append(seen[:, :, n:, :n])
        return self.lm_head(self.norm(stream[:, n:])), torch.stack(weights)
