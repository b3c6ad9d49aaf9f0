# breaks: no positions are added
# mistake 51: position
class ImageTokens(nn.Module):
    """Put the class token first, then add positions: (B, N, D) -> (B, N+1, D).

    Args:
        patches: N.
        width: D.

    Parameters: `cls` (1, 1, D) and `position` (1, N+1, D), one for all pictures.
    """

    def __init__(self, *, patches: int, width: int):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width) * 0.02)

    def forward(self, tokens: Tensor) -> Tensor:
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens], dim=1)
