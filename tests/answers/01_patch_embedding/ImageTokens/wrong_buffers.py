# breaks: buffers are saved but never trained
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.register_buffer("cls", torch.zeros(1, 1, width))
        self.register_buffer("position", torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens], dim=1) + self.position
