# breaks: neither parameter nor buffer: not saved, not moved, not trained
# mistake 8: nn.parameter
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = torch.zeros(1, 1, width)
        self.position = torch.randn(1, patches + 1, width)

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens], dim=1) + self.position
