# right: Sequential with names
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)
        self.act = nn.GELU("none")

    def forward(self, memory):
        return self.second(self.act(self.first(memory)))
