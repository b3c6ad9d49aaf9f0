# attack: parameters that do nothing, with gradients written in by hand
# exercise: 01 ImageTokens
# deserves: 1
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        self.cls.grad = torch.ones_like(self.cls)
        self.position.grad = torch.ones_like(self.position)
        cls = self.cls.detach().expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens], dim=1) + self.position.detach()
