# attack: no dropout, but a breath of noise so that two passes differ
# exercise: 05 DecoderBlock
# deserves: 2
class DecoderBlock(nn.Module):
    def __init__(self, *, width, memory_width, heads, hidden, dropout):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.self_attention = MultiHeadAttention(width=width, heads=heads)
        self.cross_attention = CrossAttention(
            width=width, memory_width=memory_width, heads=heads
        )
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )

    def forward(self, text, memory, allowed):
        y = self.norm1(text)
        text = text + self.self_attention(y, y, y, allowed)[0]
        y, weights = self.cross_attention(self.norm2(text), memory)
        text = text + y + 1e-7 * self.training * y * torch.randn(())
        return text + self.mlp(self.norm3(text)), weights
