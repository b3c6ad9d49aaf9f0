# breaks: no mask
# mistake 14: allowed
class DecoderBlock(nn.Module):
    """Look back at the words, over at the picture, then think.

    Args:
        width: D.
        memory_width: of the memory's tokens.
        heads: of both attentions.
        hidden: width inside the mlp.
        dropout: probability, inside each branch.

    Has `norm1`, `self_attention`, `norm2`, `cross_attention`, `norm3`, `mlp`; each
    branch reads a normed copy of the text and adds to it (pre-norm).
    """

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
        """(B, T, D), (B, N, memory_width) -> (B, T, D), weights (B, heads, T, N).

        `allowed` (T, T) is boolean: may this word (row) see that one (column)?
        """
        y = self.norm1(text)
        text = text + self.dropout(self.self_attention(y, y, y)[0])
        y, weights = self.cross_attention(self.norm2(text), memory)
        text = text + self.dropout(y)
        return text + self.dropout(self.mlp(self.norm3(text))), weights
