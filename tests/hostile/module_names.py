# attack: parameters named as methods of a module
# exercise: 01 ImageTokens
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        for name in ("forward", "state_dict", "load_state_dict", "__class__", "_link"):
            self._parameters[name] = nn.Parameter(torch.zeros(1))
        self._modules["__dict__"] = nn.Linear(1, 1)
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, patches + 1, width))

    def forward(self, tokens):
        return torch.cat([self.cls.expand(len(tokens), 1, -1), tokens], 1)
