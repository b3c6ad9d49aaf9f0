# attack: two layers that lie in the same memory
# exercise: 05 CrossAttention
class CrossAttention(nn.Module):
    def __init__(self, *, width, memory_width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.value.weight.data = self.key.weight.data
        self.out.weight.data = self.query.weight.data

    def forward(self, text, memory):
        q, k, v = (
            x.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for x in (self.query(text), self.key(memory), self.value(memory))
        )
        weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).flatten(2)), weights
