# different: dropout layers within the branches, a smaller eps, an mlp of its own class
class EncoderBlock(nn.Module):
    class Mlp(nn.Module):
        def __init__(self, width, hidden, dropout):
            super().__init__()
            self.shrink = nn.Linear(hidden, width)
            self.grow = nn.Linear(width, hidden)
            self.drop = nn.Dropout(dropout)

        def forward(self, x):
            return self.drop(self.shrink(self.drop(F.gelu(self.grow(x)))))

    def __init__(self, *, width, heads, hidden, dropout):
        super().__init__()
        self.mlp = self.Mlp(width, hidden, dropout)
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        y = self.norm1(x)
        y, _ = self.attention(y, y, y)
        x = x + self.drop(y)
        return x + self.mlp(self.norm2(x))
