# different: functional norms and dropout, tanh GELU, both attentions written here, no mlp bias
class DecoderBlock(nn.Module):
    def __init__(
        self, *, width: int, memory_width: int, heads: int, hidden: int, dropout: float
    ):
        super().__init__()
        self.rate, self.heads = dropout, heads
        for i in (1, 2, 3):
            setattr(self, f"norm{i}", nn.LayerNorm(width))
        self.self_attention = nn.ModuleDict(
            {name: nn.Linear(width, width) for name in ("query", "key", "value", "out")}
        )
        self.cross_attention = nn.ModuleDict(
            {
                "query": nn.Linear(width, width),
                "key": nn.Linear(memory_width, width),
                "value": nn.Linear(memory_width, width),
                "out": nn.Linear(width, width),
            }
        )
        self.mlp = nn.ModuleList(
            [nn.Linear(width, hidden, bias=False), nn.Linear(hidden, width, bias=False)]
        )

    def forward(self, text: Tensor, memory: Tensor, allowed: Tensor):
        drop = lambda x: F.dropout(x, self.rate, self.training)  # noqa: E731
        norm = lambda x, n: F.layer_norm(x, x.shape[-1:], n.weight, n.bias)  # noqa: E731
        y = norm(text, self.norm1)
        text = text + drop(self.attend(self.self_attention, y, y, allowed)[0])
        y, weights = self.attend(self.cross_attention, norm(text, self.norm2), memory)
        text = text + drop(y)
        first, second = self.mlp
        y = second(F.gelu(first(norm(text, self.norm3)), approximate="tanh"))
        return text + drop(y), weights

    def attend(self, layers, x, y, allowed=None):
        def split(z):
            return z.reshape(*z.shape[:2], self.heads, -1).movedim(2, 1)

        q, k = split(layers["query"](x)), split(layers["key"](y))
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        if allowed is not None:
            scores = torch.where(allowed, scores, torch.tensor(-1e30))
        weights = scores.softmax(-1)
        mixed = weights @ split(layers["value"](y))
        return layers["out"](mixed.movedim(1, 2).flatten(2)), weights
