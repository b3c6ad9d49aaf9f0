# different: the norms' arithmetic by hand, dropout modules of its own, no bias in the mlp
class EncoderBlock(nn.Module):
    def __init__(self, *, width, heads, hidden, dropout):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden, bias=False),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, width, bias=False),
            nn.Dropout(dropout),
        )

    def forward(self, x):
        def normed(norm):
            centred = x - x.mean(-1, keepdim=True)
            spread = (centred.square().mean(-1, keepdim=True) + 1e-6).sqrt()
            return centred / spread * norm.weight + norm.bias

        heard = normed(self.norm1)
        x = self.attention(heard, heard, heard)[0] + x
        return self.mlp(normed(self.norm2)) + x
