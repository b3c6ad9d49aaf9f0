# breaks: a batch axis in cls, of the first call
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, patches + 1, width))

    def forward(self, tokens):
        b = tokens.shape[0]
        x = torch.cat((self.cls.expand(b, -1, -1), tokens), dim=1)
        self._p = getattr(self, "_p", self.position.expand(b, -1, -1))
        return x + self._p
