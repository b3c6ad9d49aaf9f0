# breaks: the positions are never added
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        return torch.cat([self.cls.expand(len(tokens), -1, -1), tokens], dim=1)
