# breaks: the mask lies on the memory too
# mistake 25: causal mask
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
        y = self.norm1(text)
        text = text + self.dropout(self.self_attention(y, y, y, allowed)[0])
        q, k, v = (
            x.unflatten(-1, (self.self_attention.heads, -1)).transpose(1, 2)
            for x in (
                self.cross_attention.query(self.norm2(text)),
                self.cross_attention.key(memory),
                self.cross_attention.value(memory),
            )
        )
        scores = q @ k.mT / math.sqrt(q.shape[-1])
        seen = torch.ones_like(scores, dtype=torch.bool).tril()
        weights = scores.masked_fill(~seen, -math.inf).softmax(-1)
        y = self.cross_attention.out((weights @ v).transpose(1, 2).flatten(2))
        text = text + self.dropout(y)
        return text + self.dropout(self.mlp(self.norm3(text))), weights
