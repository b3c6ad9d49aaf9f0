# breaks: layers called with a width, as functions
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width)
        self.second = nn.Linear(width)

    def forward(self, memory):
        return self.second(F.gelu(self.first(memory)))
