# breaks: no class token
# mistake 51: tokens
class VisionTransformer(nn.Module):
    """Classify pictures from their class token: (B, C, H, W) -> logits (B, classes).

    Args:
        image_size, patch_size: H = W and P, in pixels; P divides H.
        channels: C.
        width, heads, layers: D, heads of each block, number of blocks.
        classes: number of logits.
        dropout: of the blocks.

    Has `patches`, `tokens`, `blocks`, `norm`, `head`.

    Source: Dosovitskiy et al. 2021, section 3.1 (arXiv:2010.11929).
    """

    def __init__(
        self,
        *,
        image_size: int,
        patch_size: int,
        channels: int,
        width: int,
        heads: int,
        layers: int,
        classes: int,
        dropout: float,
    ):
        super().__init__()
        self.patches = PatchEmbedding(
            image_size=image_size, patch_size=patch_size, channels=channels, width=width
        )
        n = count_patches(image_size, image_size, patch_size)
        self.tokens = ImageTokens(patches=n, width=width)
        self.blocks = nn.ModuleList(
            EncoderBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images: Tensor) -> Tensor:
        x = self.patches(images)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x[:, 0]))
