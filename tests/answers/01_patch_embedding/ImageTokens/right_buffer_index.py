# different: a buffer of token numbers, which is not to be overwritten
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width) * 0.02)
        self.register_buffer("index", torch.arange(patches + 1))

    def forward(self, tokens):
        x = torch.cat([self.cls.expand(len(tokens), 1, -1), tokens], dim=1)
        return x + self.position[:, self.index]
