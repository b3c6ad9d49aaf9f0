# breaks: adds the first layer's output
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        h = self.first(memory)
        return h + self.second(F.gelu(h))
