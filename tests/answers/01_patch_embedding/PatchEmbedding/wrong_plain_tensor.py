# breaks: the weight is no parameter, so it is neither saved nor trained
# mistake 8: layer
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.weight = torch.randn(channels * patch_size**2, width)

    def forward(self, images):
        return patchify(images, self.patch_size) @ self.weight
