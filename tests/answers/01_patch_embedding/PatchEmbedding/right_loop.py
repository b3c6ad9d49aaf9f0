# cuts with a loop, one token after the other
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.project = nn.Linear(channels * patch_size**2, width)

    def forward(self, images):
        p = self.patch_size
        tokens = []
        for top in range(0, images.shape[2], p):
            for left in range(0, images.shape[3], p):
                cut = images[:, :, top : top + p, left : left + p]
                tokens.append(self.project(cut.flatten(1)))
        return torch.stack(tokens, dim=1)
