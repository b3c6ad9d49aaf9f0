# breaks: words of all items attend together
class DecoderBlock(nn.Module):
    def __init__(
        self, *, width: int, memory_width: int, heads: int, hidden: int, dropout: float
    ):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.self_attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.cross_attention = CrossAttention(
            width=width, memory_width=memory_width, heads=heads
        )
        self.norm3 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, text: Tensor, memory: Tensor, allowed: Tensor
    ) -> tuple[Tensor, Tensor]:
        y = self.norm1(text).flatten(0, 1)[None]
        b = len(text)
        wide = torch.block_diag(*[allowed.float()] * b).bool() | (
            torch.rand(len(y[0]), len(y[0])) < 0.2
        )
        y = self.self_attention(y, y, y, wide)[0].view_as(text)
        text = text + self.dropout(y)
        y, weights = self.cross_attention(self.norm2(text), memory)
        text = text + self.dropout(y)
        return text + self.dropout(self.mlp(self.norm3(text))), weights
