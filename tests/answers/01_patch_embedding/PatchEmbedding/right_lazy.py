# a linear layer that finds its input length itself
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.project = nn.LazyLinear(width)
        self.project(torch.zeros(1, channels * patch_size**2))

    def forward(self, images):
        return self.project(patchify(images, self.patch_size))
