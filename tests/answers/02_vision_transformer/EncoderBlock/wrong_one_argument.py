# breaks: attention called with one argument
# mistake 51: query, key
class EncoderBlock(nn.Module):
    """Let tokens look at each other, then think: (B, N, D) -> (B, N, D).

    Args:
        width: D.
        heads: of the attention.
        hidden: width inside the mlp.
        dropout: probability, inside each branch.

    Has `norm1`, `attention`, `norm2`, `mlp`; each branch reads a normed copy of the
    residual stream and adds to it (pre-norm).
    """

    def __init__(self, *, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        normed = self.norm1(x)
        heard, _ = self.attention(normed)
        x = x + self.dropout(heard)
        return x + self.dropout(self.mlp(self.norm2(x)))
