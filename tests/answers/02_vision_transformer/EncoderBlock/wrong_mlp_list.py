# breaks: the mlp in a plain list
# mistake 26: two linear layers
class EncoderBlock(nn.Module):
    def __init__(self, *, width, heads, hidden, dropout):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = [nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)]
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        normed = self.norm1(x)
        x = x + self.dropout(self.attention(normed, normed, normed)[0])
        y = self.norm2(x)
        for layer in self.mlp:
            y = layer(y)
        return x + self.dropout(y)
