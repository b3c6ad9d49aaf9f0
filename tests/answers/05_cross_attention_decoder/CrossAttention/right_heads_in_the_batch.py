# different: heads folded into the batch; the scale goes on the query
class CrossAttention(nn.Module):
    def __init__(self, *, width, memory_width, heads):
        super().__init__()
        sizes = dict(query=width, key=memory_width, value=memory_width, out=width)
        for name, size in sizes.items():
            setattr(self, name, nn.Linear(size, width))
        self.heads = heads

    def forward(self, text, memory):
        def fold(x):
            b, s, width = x.shape
            x = x.view(b, s, self.heads, width // self.heads)
            return x.permute(0, 2, 1, 3).flatten(0, 1)

        q, k, v = (
            fold(self.query(text)),
            fold(self.key(memory)),
            fold(self.value(memory)),
        )
        scores = torch.baddbmm(
            torch.zeros(()), q / math.sqrt(q.size(-1)), k.transpose(1, 2)
        )
        weights = F.softmax(scores, -1)
        mixed = (weights @ v).unflatten(0, (-1, self.heads)).transpose(1, 2)
        return self.out(mixed.flatten(2)), weights.unflatten(0, (-1, self.heads))
