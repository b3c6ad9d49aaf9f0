# breaks: positions are added to the patches only, before the class token joins
# mistake 5: position
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens + self.position], dim=1)
