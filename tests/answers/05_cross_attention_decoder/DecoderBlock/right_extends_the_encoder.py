# different: an encoder block's parts reused, norms by hand, weights asked for by name
class DecoderBlock(nn.Module):
    def __init__(self, *, width, memory_width, heads, hidden, dropout):
        super().__init__()
        block = EncoderBlock(width=width, heads=heads, hidden=hidden, dropout=dropout)
        self.norm1, self.self_attention = block.norm1, block.attention
        self.norm2 = nn.LayerNorm(width)
        self.cross_attention = CrossAttention(
            heads=heads, memory_width=memory_width, width=width
        )
        self.norm3, self.mlp = block.norm2, block.mlp
        self.dropout = dropout

    def add(self, text, branch):
        return text + F.dropout(branch, p=self.dropout, training=self.training)

    @staticmethod
    def normed(x, norm):
        centred = x - x.mean(-1, keepdim=True)
        variance = centred.square().mean(-1, keepdim=True)
        return centred / (variance + 1e-5).sqrt() * norm.weight + norm.bias

    def forward(self, text, memory, allowed):
        x = self.normed(text, self.norm1)
        text = self.add(text, self.self_attention(x, x, x, allowed.clone())[0])
        looked = self.cross_attention(self.normed(text, self.norm2), memory)
        text = self.add(text, looked[0])
        text = self.add(text, self.mlp(self.normed(text, self.norm3)))
        return [text, looked[1]]
