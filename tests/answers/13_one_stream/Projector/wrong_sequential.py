# breaks: one Sequential
# mistake 51: self.first
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(memory_width, width), nn.GELU(), nn.Linear(width, width)
        )

    def forward(self, memory):
        return self.layers(memory)
