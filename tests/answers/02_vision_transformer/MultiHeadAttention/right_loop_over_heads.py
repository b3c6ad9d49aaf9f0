# different: slices, one head at a time
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, query, key, value, allowed=None):
        q, k, v = self.query(query), self.key(key), self.value(value)
        d = q.shape[-1] // self.heads
        if allowed is not None and allowed.dim() == 4:
            allowed = allowed[:, 0]
        values, weights = [], []
        for h in range(self.heads):
            part = slice(h * d, (h + 1) * d)
            value_h, weight_h = attend(
                q[..., part], k[..., part], v[..., part], allowed
            )
            values.append(value_h)
            weights.append(weight_h)
        return self.out(torch.cat(values, -1)), torch.stack(weights, 1)
