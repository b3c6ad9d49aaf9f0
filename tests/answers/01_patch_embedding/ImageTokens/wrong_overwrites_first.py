# breaks: the class token takes the first patch's place and a zero row follows
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width))

    def forward(self, tokens):
        x = F.pad(tokens, (0, 0, 0, 1))
        x[:, 0] = self.cls[0]
        return x + self.position
