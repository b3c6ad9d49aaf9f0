# attack: tokens in a sparse tensor
# exercise: 01 PatchEmbedding
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.project = nn.Linear(channels * patch_size**2, width)

    def forward(self, images):
        return self.project(patchify(images, self.patch_size)).to_sparse()
