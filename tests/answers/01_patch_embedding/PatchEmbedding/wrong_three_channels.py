# breaks: the number of channels is written in
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(3, width, patch_size, stride=patch_size)

    def forward(self, images):
        return self.project(images).flatten(2).mT
