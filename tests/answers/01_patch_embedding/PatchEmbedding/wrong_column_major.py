# breaks: tokens run down the columns
# mistake 2: patch 5
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)

    def forward(self, images):
        return self.project(images).mT.flatten(2).mT
