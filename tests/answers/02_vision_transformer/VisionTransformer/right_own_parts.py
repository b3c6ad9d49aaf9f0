# different: a convolution and tokens of its own, dropout on the tokens too, hidden = D
class VisionTransformer(nn.Module):
    class Patches(nn.Module):
        def __init__(self, channels, width, patch_size):
            super().__init__()
            self.project = nn.Conv2d(channels, width, patch_size, patch_size)

        def forward(self, images):
            return self.project(images).flatten(2).transpose(1, 2)

    class Tokens(nn.Module):
        def __init__(self, number, width):
            super().__init__()
            self.position = nn.Parameter(torch.zeros(1, number + 1, width))
            self.cls = nn.Parameter(torch.randn(1, 1, width))

        def forward(self, x):
            return torch.cat([self.cls.repeat(len(x), 1, 1), x], 1) + self.position

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
        self.head = nn.Linear(width, classes)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.blocks = nn.ModuleList()
        while len(self.blocks) < layers:
            self.blocks.append(
                EncoderBlock(width=width, heads=heads, hidden=width, dropout=dropout)
            )
        self.tokens = self.Tokens((image_size // patch_size) ** 2, width)
        self.patches = self.Patches(channels, width, patch_size)
        self.drop = nn.Dropout(dropout)

    def forward(self, images):
        x = self.drop(self.tokens(self.patches(images)))
        for k in range(len(self.blocks)):
            x = self.blocks[k](x)
        cls, *_ = x.unbind(1)
        return self.head(self.norm(cls))
