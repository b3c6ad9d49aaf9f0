# breaks: has N + 1 positions, but the class token gets none
# mistake 5: no position
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens + self.position[:, 1:]], dim=1)
