# breaks: cls is (D,) and position (N+1, D); weights of the contract do not fit
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(width))
        self.position = nn.Parameter(torch.randn(patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), 1, -1)
        return torch.cat([cls, tokens], dim=1) + self.position
