# breaks: in place gelu on memory
# mistake 20: in place
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        memory += 0
        memory.mul_(1.0001)
        return self.second(F.gelu(self.first(memory)))
