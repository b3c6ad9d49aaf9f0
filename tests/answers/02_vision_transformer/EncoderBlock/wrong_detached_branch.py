# breaks: attention reads a detached norm
class EncoderBlock(nn.Module):
    def __init__(self, *, width, heads, hidden, dropout):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        y = self.norm1(x)
        heard, _ = self.attention(y, y.detach(), y.detach())
        x = x + self.dropout(heard)
        return x + self.dropout(self.mlp(self.norm2(x)))
