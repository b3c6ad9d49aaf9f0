# breaks: the key layer projects the query
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, query, key, value, allowed=None):
        q, k, v = (
            self.split(self.key(query)),
            self.split(self.query(key)),
            self.split(self.value(value)),
        )
        values, weights = attend(q, k, v, allowed)
        joined = values.transpose(1, 2).flatten(2)
        return self.out(joined), weights
