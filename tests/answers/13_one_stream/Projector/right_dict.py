# right: a Sequential with named layers
class Projector(nn.Sequential):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.add_module("first", nn.Linear(memory_width, width))
        self.add_module("gelu", nn.GELU())
        self.add_module("second", nn.Linear(width, width))
