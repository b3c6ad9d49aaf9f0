# breaks: patches take positions 0 to N - 1, the class token the last
# mistake 5: position
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1) + self.position[:, -1:]
        return torch.cat([cls, tokens + self.position[:, :-1]], dim=1)
