# breaks: a layer norm after the layer
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        self.norm = nn.LayerNorm(width)

    def forward(self, images):
        return self.norm(self.project(images).flatten(2).mT)
