# breaks: writes the positions into the caller's tokens
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        tokens += self.position[:, 1:]
        first = (self.cls + self.position[:, :1]).expand(len(tokens), -1, -1)
        return torch.cat([first, tokens], dim=1)
