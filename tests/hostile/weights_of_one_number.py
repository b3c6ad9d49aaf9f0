# attack: weights that are one number, seen from all sides
# exercise: 05 CrossAttention
class CrossAttention(nn.Module):
    def __init__(self, *, width, memory_width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)

    def forward(self, text, memory):
        n = memory.shape[1]
        weights = text.new_full((), 1 / n).expand(len(text), self.heads, text.shape[1], n)
        mixed = self.value(memory).mean(1, keepdim=True).expand_as(text)
        return self.out(mixed), weights
