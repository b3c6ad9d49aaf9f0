# breaks: each place has its own weights
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        n = (image_size // patch_size) ** 2
        self.patch_size, self.width = patch_size, width
        self.project = nn.Linear(channels * patch_size**2, n * width)

    def forward(self, images):
        x = self.project(patchify(images, self.patch_size))
        x = x.unflatten(2, (-1, self.width))
        return x.diagonal(dim1=1, dim2=2).mT
