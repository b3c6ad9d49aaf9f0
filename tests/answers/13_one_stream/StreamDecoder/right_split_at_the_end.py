# right: split at the end
from helpers.attention import MultiHeadAttention


class StreamBlock(nn.Module):
    """Pre-norm self-attention under a mask, then an mlp: (B, S, D) -> same, weights."""

    def __init__(self, *, width: int, heads: int, dropout: float):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
        y = self.norm1(x)
        y, weights = self.attention(y, y, y, allowed)
        x = x + self.dropout(y)
        return x + self.dropout(self.mlp(self.norm2(x))), weights


class StreamDecoder(nn.Module):
    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        super().__init__()
        self.max_length = max_length
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.projector = Projector(memory_width=memory_width, width=width)
        self.blocks = nn.ModuleList(
            StreamBlock(width=width, heads=heads, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids, memory):
        n, t = memory.shape[1], ids.shape[1]
        if t > self.max_length:
            raise ValueError("too long")
        text = self.words(ids) + self.positions.weight[:t]
        stream = torch.cat([self.projector(memory), text], 1)
        allowed = prefix_mask(n, t).to(ids.device)
        weights = []
        for block in self.blocks:
            stream, seen = block(stream, allowed)
            weights.append(seen[:, :, n:, :n])
        return self.lm_head(self.norm(stream)[:, n:]), torch.stack(weights)
