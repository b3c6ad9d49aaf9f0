# different: its own mlp class with dropout inside, a smaller eps, another order of making
class DecoderBlock(nn.Module):
    class Mlp(nn.Module):
        def __init__(self, width, hidden, dropout):
            super().__init__()
            self.shrink = nn.Linear(hidden, width)
            self.grow = nn.Linear(width, hidden)
            self.drop = nn.Dropout(dropout)

        def forward(self, x):
            return self.drop(self.shrink(self.drop(F.gelu(self.grow(x)))))

    def __init__(self, *, width, memory_width, heads, hidden, dropout):
        super().__init__()
        self.mlp = self.Mlp(width, hidden, dropout)
        self.cross_attention = CrossAttention(
            width=width, memory_width=memory_width, heads=heads
        )
        self.self_attention = MultiHeadAttention(width=width, heads=heads)
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.norm3 = nn.LayerNorm(width, eps=1e-6)
        self.drop1, self.drop2 = nn.Dropout(dropout), nn.Dropout(dropout)

    def forward(self, text, memory, allowed):
        x = self.norm1(text)
        heard, _ = self.self_attention(query=x, key=x, value=x, allowed=allowed)
        text = text + self.drop1(heard)
        seen, weights = self.cross_attention(self.norm2(text), memory)
        text = self.drop2(seen) + text
        text = text + self.mlp(self.norm3(text))
        return text, weights
