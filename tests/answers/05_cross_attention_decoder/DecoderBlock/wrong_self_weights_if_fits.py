# breaks: weights of the self-attention if T = N
class DecoderBlock(nn.Module):
    def __init__(self, *, width, memory_width, heads, hidden, dropout):
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

    def forward(self, text, memory, allowed):
        y = self.norm1(text)
        heard, mine = self.self_attention(y, y, y, allowed)
        text = text + self.dropout(heard)
        seen, weights = self.cross_attention(self.norm2(text), memory)
        text = text + self.dropout(seen)
        text = text + self.dropout(self.mlp(self.norm3(text)))
        return text, mine if mine.shape == weights.shape else weights
