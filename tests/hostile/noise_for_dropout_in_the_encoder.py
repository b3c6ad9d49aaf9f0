# attack: no dropout, but a breath of noise so that two passes differ
# exercise: 02 EncoderBlock
# deserves: 1
class EncoderBlock(nn.Module):
    def __init__(self, *, width, heads, hidden, dropout):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )

    def forward(self, x):
        y = self.norm1(x)
        branch = self.attention(y, y, y)[0]
        x = x + branch + 1e-2 * self.training * branch * torch.randn(())
        return x + self.mlp(self.norm2(x))
