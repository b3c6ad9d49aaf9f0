# different: one head after the other, softmax written out
class CrossAttention(nn.Module):
    def __init__(self, *, width: int, memory_width: int, heads: int):
        super().__init__()
        self.query, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.key, self.value = (nn.Linear(memory_width, width) for _ in "kv")
        self.slices = [
            slice(i * width // heads, (i + 1) * width // heads) for i in range(heads)
        ]

    def forward(self, text: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        q, k, v = self.query(text), self.key(memory), self.value(memory)
        mixed, kept = [], []
        for part in self.slices:
            scores = torch.bmm(q[..., part], k[..., part].transpose(1, 2))
            scores = scores / np.sqrt(q[..., part].shape[-1])
            grown = (scores - scores.amax(-1, keepdim=True)).exp()
            weights = grown / grown.sum(-1, keepdim=True)
            mixed.append(torch.bmm(weights, v[..., part]))
            kept.append(weights)
        return self.out(torch.cat(mixed, -1)), torch.stack(kept, 1)
