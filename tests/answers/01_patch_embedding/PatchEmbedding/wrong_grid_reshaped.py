# breaks: (B, D, N) is renamed to (B, N, D), not transposed
# mistake 1: token
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)

    def forward(self, images):
        x = self.project(images)
        return x.reshape(len(x), -1, x.shape[1])
