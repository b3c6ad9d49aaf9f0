# breaks: dropout that the contract does not have, alive in training
# mistake 21: position
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        return F.dropout(torch.cat([cls, tokens], dim=1) + self.position, 0.1)
