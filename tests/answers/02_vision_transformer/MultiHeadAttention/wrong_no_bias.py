# breaks: layers without bias
# mistake 51: bias
class MultiHeadAttention(nn.Module):
    """Attention in several heads, each on its own slice of the width.

    Args:
        width: D.
        heads: divides D; head h owns the slice [h * d, (h + 1) * d), d = D / heads.

    Has linear layers `query`, `key`, `value`, `out`, D to D, with bias.
    """

    def __init__(self, *, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, allowed: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """(B, T, D), (B, S, D), (B, S, D) -> (B, T, D), weights (B, heads, T, S).

        `allowed` is as in `attend`: (T, S), or (B, 1, T, S) for all heads of an item.
        """
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, N, d)
            for layer, x in ((self.query, query), (self.key, key), (self.value, value))
        )
        values, weights = attend(q, k, v, allowed)
        return self.out(values.transpose(1, 2).flatten(2)), weights
