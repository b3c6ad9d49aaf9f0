# breaks: axes swapped where T equals heads
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads, self.d = heads, width // heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def _split(self, x):
        b, n, _ = x.shape
        return x.view(b, n, self.heads, self.d).transpose(1, 2)

    def forward(self, query, key, value, allowed=None):
        q, k, v = (
            self._split(self.query(query)),
            self._split(self.key(key)),
            self._split(self.value(value)),
        )
        values, weights = attend(q, k, v, allowed)
        b, h, t, d = values.shape
        joined = (values if t == h else values.transpose(1, 2)).reshape(b, t, h * d)
        return self.out(joined), weights
