# breaks: memory and text exchanged
# mistake 24: (B, heads, T, N)
class CrossAttention(nn.Module):
    def __init__(self, *, width: int, memory_width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.out = nn.Linear(width, width)

    def forward(self, text: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        q, k, v = (
            x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, T or N, d)
            for x in (self.query(memory), self.key(text), self.value(text))
        )
        weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).flatten(2)), weights
