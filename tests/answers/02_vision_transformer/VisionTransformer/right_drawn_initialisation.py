# different: weights drawn anew at the start, the class token split off
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
        self.apply(self.start)

    @staticmethod
    def start(module):
        if isinstance(module, nn.Linear):
            nn.init.trunc_normal_(module.weight, std=0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)

    def forward(self, images: Tensor) -> Tensor:
        x = self.patches(images)
        x = self.tokens(x)
        for number, block in enumerate(self.blocks):
            x = block(x)
        cls, _ = x.split([1, x.shape[1] - 1], dim=1)
        return self.head(self.norm(cls)).squeeze(1)
