# breaks: the class token is right, patches get the position of their picture
# mistake 7: not pictures
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1) + self.position[:, :1]
        where = self.position[0, 1 : 1 + len(tokens)]
        return torch.cat([cls, tokens + where[:, None]], dim=1)
