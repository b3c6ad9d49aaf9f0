# breaks: no super().__init__()
# mistake 8: super().__init__()
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        return self.second(F.gelu(self.first(memory)))
