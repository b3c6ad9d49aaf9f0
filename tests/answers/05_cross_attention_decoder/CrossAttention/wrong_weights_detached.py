# breaks: weights cut where they mix
class CrossAttention(nn.Module):
    def __init__(self, *, width, memory_width, heads):
        super().__init__()
        self.heads, self.d = heads, width // heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.out = nn.Linear(width, width)

    def _split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, self.d).transpose(1, 2)

    def forward(self, text, memory):
        q, k, v = (
            self._split(self.query(text)),
            self._split(self.key(memory)),
            self._split(self.value(memory)),
        )
        scores = q @ k.transpose(-2, -1) / self.d**0.5
        weights = scores.softmax(dim=-1)
        joined = (
            (weights.detach() @ v)
            .transpose(1, 2)
            .reshape(text.shape[0], text.shape[1], -1)
        )
        return self.out(joined), weights
