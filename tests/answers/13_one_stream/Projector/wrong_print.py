# breaks: prints
# mistake 43: is a `return` missing
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        print(self.second(F.gelu(self.first(memory))))
