# breaks: one small layer for all heads
# mistake 18: share no weights
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width // heads, width // heads)
        self.key = nn.Linear(width // heads, width // heads)
        self.value = nn.Linear(width // heads, width // heads)
        self.out = nn.Linear(width, width)

    def split(self, x):
        return x

    def forward(self, query, key, value, allowed=None):
        q, k, v = (
            self.split(
                self.query(query.unflatten(-1, (self.heads, -1))).transpose(1, 2)
            ),
            self.split(self.key(key.unflatten(-1, (self.heads, -1))).transpose(1, 2)),
            self.split(
                self.value(value.unflatten(-1, (self.heads, -1))).transpose(1, 2)
            ),
        )
        values, weights = attend(q, k, v, allowed)
        joined = values.transpose(1, 2).flatten(2)
        return self.out(joined), weights
