# different: `patches` is the convolution itself
class VisionTransformer(nn.Module):
    """`patches` is the convolution itself."""

    def __init__(
        self,
        *,
        image_size,
        patch_size,
        channels,
        width,
        heads,
        layers,
        classes,
        dropout,
    ):
        super().__init__()
        self.patches = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        self.tokens = ImageTokens(patches=(image_size // patch_size) ** 2, width=width)
        self.blocks = nn.Sequential(
            *(
                EncoderBlock(
                    width=width, heads=heads, hidden=4 * width, dropout=dropout
                )
                for _ in range(layers)
            )
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images):
        x = self.tokens(self.patches(images).flatten(2).transpose(1, 2))
        return self.head(self.norm(self.blocks(x))[:, 0])
