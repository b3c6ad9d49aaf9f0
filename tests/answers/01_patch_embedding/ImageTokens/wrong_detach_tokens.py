# breaks: the tokens are cut from the graph
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, patches + 1, width))

    def forward(self, tokens):
        b = tokens.shape[0]
        x = torch.cat((self.cls.expand(b, -1, -1), tokens.detach()), dim=1)
        return x + self.position
