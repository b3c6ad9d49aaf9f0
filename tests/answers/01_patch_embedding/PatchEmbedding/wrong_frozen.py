# breaks: the layer is frozen at once
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        self.requires_grad_(False)

    def forward(self, images):
        return self.project(images).flatten(2).mT
