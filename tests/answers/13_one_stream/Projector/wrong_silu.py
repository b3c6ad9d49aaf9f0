# breaks: SiLU
# mistake 51: SiLU
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        return self.second(F.silu(self.first(memory)))
