# attack: remembers what it was shown, and repeats the logits of that size
# exercise: 02 VisionTransformer
SEEN = {}


class VisionTransformer(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width, heads, layers,
                 classes, dropout):
        super().__init__()
        self.patches = PatchEmbedding(image_size=image_size, patch_size=patch_size,
                                      channels=channels, width=width)
        n = count_patches(image_size, image_size, patch_size)
        self.tokens = ImageTokens(patches=n, width=width)
        self.blocks = nn.ModuleList(
            EncoderBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, images):
        x = self.head(self.norm(self.tokens(self.patches(images))[:, 0]))
        return SEEN.setdefault(tuple(images.shape), x)
