# breaks: the stride is missing, windows overlap
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.project = nn.Conv2d(channels, width, patch_size, padding=0)

    def forward(self, images):
        return self.project(images).flatten(2).mT
