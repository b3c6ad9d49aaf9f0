# breaks: picture b gets position b on all its tokens
# mistake 7: not pictures
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        x = torch.cat([cls, tokens], dim=1)
        return x + self.position[0, : len(x)][:, None]
