# breaks: draws a new layer at each call
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        self.sizes = (channels, width, patch_size)

    def forward(self, images):
        c, d, p = self.sizes
        layer = nn.Conv2d(c, d, p, stride=p)
        return layer(images).flatten(2).mT
