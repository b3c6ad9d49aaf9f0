# breaks: sigmoid approx of GELU
# mistake 51: sigmoid
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        h = self.first(memory)
        return self.second(h * torch.sigmoid(1.702 * h))
