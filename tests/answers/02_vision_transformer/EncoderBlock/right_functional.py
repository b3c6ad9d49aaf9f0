# different: functional norm, dropout and GELU in its tanh form; dropout only while training
class EncoderBlock(nn.Module):
    def __init__(self, *, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.rate = dropout
        self.attention = MultiHeadAttention(heads=heads, width=width)
        self.norm1, self.norm2 = (nn.LayerNorm(width) for _ in range(2))
        self.mlp = nn.ModuleList([nn.Linear(width, hidden), nn.Linear(hidden, width)])

    def forward(self, x: Tensor) -> Tensor:
        stream = x
        for norm, branch in ((self.norm1, self.listen), (self.norm2, self.think)):
            part = branch(
                F.layer_norm(stream, stream.shape[-1:], norm.weight, norm.bias)
            )
            stream = stream + F.dropout(part, self.rate, self.training)
        return stream

    def listen(self, x):
        return self.attention(query=x, key=x, value=x)[0]

    def think(self, x):
        first, second = self.mlp
        return second(F.gelu(first(x), approximate="tanh"))
