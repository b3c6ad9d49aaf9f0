# breaks: a layer a head in a plain list, the contract's layers unused
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        d = width // heads
        self.parts = [[nn.Linear(width, d) for _ in range(3)] for _ in range(heads)]
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, query, key, value, allowed=None):
        values, weights = [], []
        if allowed is not None and allowed.dim() == 4:
            allowed = allowed[:, 0]
        for q, k, v in self.parts:
            value_h, weight_h = attend(q(query), k(key), v(value), allowed)
            values.append(value_h)
            weights.append(weight_h)
        return self.out(torch.cat(values, -1)), torch.stack(weights, 1)
