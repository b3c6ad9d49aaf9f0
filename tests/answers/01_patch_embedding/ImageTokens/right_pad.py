# pads a row of zeros in front and adds the class token to it
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        x = F.pad(tokens, (0, 0, 1, 0)) + self.position
        first = torch.arange(x.shape[1]) == 0
        return x + first[:, None] * self.cls
