# expands, joins, adds
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(tokens.shape[0], 1, -1)
        return torch.cat((cls, tokens), 1) + self.position
