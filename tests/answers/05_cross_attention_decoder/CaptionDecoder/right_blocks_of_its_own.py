# different: does without the learner's own block; one sum over a whole table of positions
class CaptionDecoder(nn.Module):
    class Block(nn.Module):
        def __init__(self, width, memory_width, heads, dropout):
            super().__init__()
            self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
            self.self_attention = MultiHeadAttention(width=width, heads=heads)
            self.cross_attention = MultiHeadAttention(width=width, heads=heads)
            self.cross_attention.key = nn.Linear(memory_width, width)
            self.cross_attention.value = nn.Linear(memory_width, width)
            self.mlp = nn.Sequential(
                nn.Linear(width, 4 * width),
                nn.GELU(),
                nn.Dropout(dropout),
                nn.Linear(4 * width, width),
            )
            self.drop = nn.Dropout(dropout)

        def forward(self, x, memory, allowed):
            y = self.norm1(x)
            x = x + self.drop(self.self_attention(y, y, y, allowed)[0])
            y, weights = self.cross_attention(self.norm2(x), memory, memory)
            x = x + self.drop(y)
            return x + self.drop(self.mlp(self.norm3(x))), weights

    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        super().__init__()
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        sizes = width, memory_width, heads, dropout
        self.blocks = nn.ModuleList(self.Block(*sizes) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids, memory):
        if ids.shape[1] > len(self.positions.weight):
            raise ValueError(f"at most {len(self.positions.weight)} tokens")
        square = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool)
        x, weights = self.words(ids) + self.positions.weight[: ids.shape[1]], []
        for block in self.blocks:
            x, w = block(x, memory, torch.tril(square))
            weights.append(w)
        return self.lm_head(self.norm(x)), torch.stack(weights)
