# different: einsum throughout, without attend; the layers come in another order
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width: int, heads: int):
        super().__init__()
        assert width % heads == 0
        for name in ("out", "value", "key", "query"):
            self.add_module(name, nn.Linear(width, width, bias=True))
        self.shape = (heads, width // heads)
        self.register_buffer("scale", torch.tensor(self.shape[1] ** -0.5))

    def forward(self, query, key, value, allowed=None):
        q = self.query(query).unflatten(-1, self.shape)
        k = self.key(key).unflatten(-1, self.shape)
        v = self.value(value).unflatten(-1, self.shape)
        scores = torch.einsum("bthd,bshd->bhts", q, k) * self.scale
        if allowed is not None:
            scores = torch.where(allowed, scores, float("-inf"))
        weights = scores.softmax(-1)
        out = torch.einsum("bhts,bshd->bthd", weights, v).flatten(2)
        return self.out(out), weights
