# breaks: the inner width is the memory's
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, memory_width)
        self.second = nn.Linear(memory_width, width)

    def forward(self, memory):
        return self.second(F.gelu(self.first(memory)))
