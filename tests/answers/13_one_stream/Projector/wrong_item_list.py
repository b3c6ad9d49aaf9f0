# breaks: list of tokens
# mistake 44: got a list
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        return [self.second(F.gelu(self.first(row))) for row in memory]
