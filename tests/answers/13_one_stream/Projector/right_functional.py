# right: functional
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        return F.linear(
            F.gelu(F.linear(memory, self.first.weight, self.first.bias)),
            self.second.weight,
            self.second.bias,
        )
