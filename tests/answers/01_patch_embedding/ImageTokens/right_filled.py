# fills an empty tensor; positions are looked up by number
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        b, n, d = tokens.shape
        x = torch.empty(b, n + 1, d)
        x[:, 0] = self.cls[0]
        x[:, 1:] = tokens
        where = torch.arange(n + 1)
        return x + self.position[0][where]
