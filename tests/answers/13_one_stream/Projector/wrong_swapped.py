# breaks: sizes swapped
# mistake 51: from memory_width to width
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(width, memory_width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        return self.second(F.gelu(self.first(memory)))
