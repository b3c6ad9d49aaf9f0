# right: flattened and back
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        b, n, m = memory.shape
        return self.second(F.gelu(self.first(memory.reshape(b * n, m)))).view(b, n, -1)
