# attack: a module of 200,000 parts
# exercise: 01 ImageTokens
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.parts = nn.ModuleList([nn.Identity() for _ in range(200_000)])

    def forward(self, tokens):
        return tokens
