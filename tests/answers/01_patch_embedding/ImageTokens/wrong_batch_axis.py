# breaks: the class token has a batch of its own
# mistake 6: batch
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(2, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        return torch.cat([self.cls, tokens], dim=1) + self.position
