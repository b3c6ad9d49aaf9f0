# breaks: GELU before the first layer
# mistake 51: before the first layer
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        return self.second(self.first(F.gelu(memory)))
