# breaks: mere reshape before the layer
# mistake 1: patch 5
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.project = nn.Linear(channels * patch_size**2, width)

    def forward(self, images):
        n = (images.shape[2] // self.patch_size) * (images.shape[3] // self.patch_size)
        return self.project(images.reshape(len(images), n, -1))
