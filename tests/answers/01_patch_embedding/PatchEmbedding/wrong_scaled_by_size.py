# breaks: divides by the square root of D
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        self.width = width

    def forward(self, images):
        return self.project(images).flatten(2).mT / math.sqrt(self.width)
