# breaks: positions are not added
# mistake 51: class token
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
        self.blocks = nn.ModuleList(
            EncoderBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images):
        x = torch.cat(
            [self.tokens.cls.expand(len(images), -1, -1), self.patches(images)], 1
        )
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x[:, 0]))
