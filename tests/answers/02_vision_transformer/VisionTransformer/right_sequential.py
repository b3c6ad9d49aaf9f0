# different: nn.Sequential, norm over all tokens first, another hidden width, no bias in the head
class VisionTransformer(nn.Module):
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
        self.patches = PatchEmbedding(
            image_size=image_size, patch_size=patch_size, channels=channels, width=width
        )
        self.tokens = ImageTokens(patches=(image_size // patch_size) ** 2, width=width)
        self.blocks = nn.Sequential(
            *[
                EncoderBlock(
                    dropout=dropout, hidden=2 * width + 1, heads=heads, width=width
                )
                for _ in range(layers)
            ]
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes, bias=False)

    def forward(self, images):
        x = self.blocks(self.tokens(self.patches(images)))
        return self.head(self.norm(x)[:, 0, :])
