# breaks: no_grad
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        with torch.no_grad():
            return self.second(F.gelu(self.first(memory)))
