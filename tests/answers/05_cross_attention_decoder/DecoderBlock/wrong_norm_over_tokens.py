# breaks: the norm runs over the tokens
# mistake 23: norms
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
        y = (text - text.mean(1, keepdim=True)) / (
            text.var(1, keepdim=True, unbiased=False) + 1e-5
        ).sqrt()
        y = y * self.norm1.weight + self.norm1.bias
        text = text + self.dropout(self.self_attention(y, y, y, allowed)[0])
        y, weights = self.cross_attention(self.norm2(text), memory)
        text = text + self.dropout(y)
        return text + self.dropout(self.mlp(self.norm3(text))), weights
