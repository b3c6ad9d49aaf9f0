# breaks: expands to two pictures, always
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        return torch.cat([self.cls.expand(2, -1, -1), tokens], dim=1) + self.position
