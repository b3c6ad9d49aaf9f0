# breaks: returns the convolution's grid (B, D, H/P, W/P)
# mistake 1: flattened
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)

    def forward(self, images):
        return self.project(images)
