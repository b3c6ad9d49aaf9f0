# breaks: norms along the tokens
# mistake 23: wrong axis
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
        def norm(layer, x):
            spread = x.var(1, keepdim=True, correction=0) + 1e-5
            return (
                x - x.mean(1, keepdim=True)
            ) / spread.sqrt() * layer.weight + layer.bias

        normed = norm(self.norm1, x)
        x = x + self.dropout(self.attention(normed, normed, normed)[0])
        return x + self.dropout(self.mlp(norm(self.norm2, x)))
