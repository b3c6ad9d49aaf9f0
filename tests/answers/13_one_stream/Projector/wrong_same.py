# breaks: one layer twice
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = self.first

    def forward(self, memory):
        return self.second(F.gelu(self.first(memory)))
