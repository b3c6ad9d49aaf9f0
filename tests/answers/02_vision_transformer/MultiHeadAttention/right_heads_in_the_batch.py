# different: heads are folded into the batch axis, as in older code
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def split(self, x):
        b, n, width = x.shape
        x = x.view(b, n, self.heads, width // self.heads).permute(0, 2, 1, 3)
        return x.reshape(b * self.heads, n, width // self.heads)

    def forward(self, query, key, value, allowed=None):
        b, t, width = query.shape
        if allowed is not None:
            allowed = allowed.expand(b, self.heads, t, key.shape[1]).flatten(0, 1)
        values, weights = attend(
            self.split(self.query(query)),
            self.split(self.key(key)),
            self.split(self.value(value)),
            allowed,
        )
        values = values.unflatten(0, (b, self.heads)).permute(0, 2, 1, 3)
        return self.out(values.reshape(b, t, width)), weights.unflatten(0, (b, -1))
