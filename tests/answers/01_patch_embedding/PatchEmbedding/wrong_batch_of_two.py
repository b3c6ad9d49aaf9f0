# breaks: the batch size is written in
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.project = nn.Conv2d(channels, width, patch_size, stride=patch_size)

    def forward(self, images):
        return self.project(images).reshape(2, self.project.out_channels, -1).mT
