# breaks: a norm at the end
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, memory):
        return self.norm(self.second(F.gelu(self.first(memory))))
