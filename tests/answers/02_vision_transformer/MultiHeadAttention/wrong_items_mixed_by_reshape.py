# breaks: heads go into the batch without a transpose, items mix
# mistake 17: transpose
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, query, key, value, allowed=None):
        b, t, width = query.shape
        d = width // self.heads
        q = self.query(query).reshape(self.heads * b, t, d)
        k = self.key(key).reshape(self.heads * b, -1, d)
        v = self.value(value).reshape(self.heads * b, -1, d)
        weights = (q @ k.mT / d**0.5).softmax(-1)
        out = (weights @ v).reshape(b, t, width)
        return self.out(out), weights.reshape(b, self.heads, t, -1)
