# different: einsum, heads kept as an axis of their own, never transposed
class CrossAttention(nn.Module):
    def __init__(self, *, width, memory_width, heads):
        super().__init__()
        self.out = nn.Linear(width, width)
        self.value = nn.Linear(memory_width, width)
        self.key = nn.Linear(memory_width, width)
        self.query = nn.Linear(width, width)
        self.h, self.d = heads, width // heads

    def forward(self, text, memory):
        b, t, width = text.shape
        n = memory.size(1)
        q = self.query(text).reshape(b, t, self.h, self.d)
        k = self.key(memory).reshape(b, n, self.h, self.d)
        v = self.value(memory).reshape(b, n, self.h, self.d)
        scores = torch.einsum("bthd,bnhd->bhtn", q, k) * self.d**-0.5
        weights = torch.softmax(scores, dim=3)
        mixed = torch.einsum("bhtn,bnhd->bthd", weights, v).reshape(b, t, width)
        return self.out(mixed), weights
