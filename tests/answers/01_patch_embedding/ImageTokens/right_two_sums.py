# adds the two parts of the positions apart, then joins; starts from zeros
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.position = nn.Parameter(torch.zeros(1, patches + 1, width))
        self.cls = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, tokens):
        first = (self.cls + self.position[:, :1]).repeat(len(tokens), 1, 1)
        return torch.cat([first, tokens + self.position[:, 1:]], dim=1)
