# attack: a block whose parts are named as wanted, and does not use them
# exercise: 05 DecoderBlock
class DecoderBlock(nn.Module):
    def __init__(self, *, width, memory_width, heads, hidden, dropout):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.self_attention = MultiHeadAttention(width=width, heads=heads)
        self.cross_attention = CrossAttention(
            width=width, memory_width=memory_width, heads=heads)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))
        self.dropout = nn.Dropout(dropout)

    def forward(self, text, memory, allowed):
        rest = sum(0 * p.sum() for p in self.parameters())
        weights = self.cross_attention(text, memory)[1]
        return text + rest + 1e-3 * torch.randn(()) * self.training, weights
