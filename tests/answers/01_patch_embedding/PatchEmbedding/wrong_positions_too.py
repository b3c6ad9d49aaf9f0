# breaks: adds positions already here
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        n = (image_size // patch_size) ** 2
        self.position = nn.Parameter(torch.zeros(1, n, width))

    def forward(self, images):
        return self.project(images).flatten(2).mT + self.position
