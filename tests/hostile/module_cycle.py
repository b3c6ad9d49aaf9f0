# attack: a module that contains itself
# exercise: 01 ImageTokens
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, patches + 1, width))
        self._modules["me"] = self

    def forward(self, tokens):
        return tokens
