# breaks: every token gets the class token's position
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        return (
            torch.cat([self.cls.expand(len(tokens), -1, -1), tokens], 1)
            + self.position[:, :1]
        )
