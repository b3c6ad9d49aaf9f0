# breaks: layers without self.
# mistake 8: self.second
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        second = nn.Linear(width, width)

    def forward(self, memory):
        return self.second(F.gelu(self.first(memory)))
