# breaks: values from keys
# mistake 51: value
class CrossAttention(nn.Module):
    """Let every text token gather from the memory of a picture.

    Args:
        width: D, of the text.
        memory_width: of the memory's tokens.
        heads: divides D; head h owns the slice [h * d, (h + 1) * d), d = D / heads.

    Has linear layers `query`, `key`, `value`, `out`, with bias; `key` and `value` go
    from memory_width to D.
    """

    def __init__(self, *, width: int, memory_width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.out = nn.Linear(width, width)

    def forward(self, text: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T, D), (B, N, memory_width) -> (B, T, D), weights (B, heads, T, N)."""
        q, k, v = (
            x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, T or N, d)
            for x in (self.query(text), self.key(memory), self.key(memory))
        )
        weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).flatten(2)), weights
