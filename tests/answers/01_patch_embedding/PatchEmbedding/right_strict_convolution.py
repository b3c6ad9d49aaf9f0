# refuses pictures of another size; starts from its own weights
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        if image_size % patch_size:
            raise ValueError("patch_size must divide image_size")
        self.image_size = image_size
        self.project = nn.Conv2d(channels, width, (patch_size, patch_size), patch_size)
        nn.init.trunc_normal_(self.project.weight, std=0.02)
        nn.init.zeros_(self.project.bias)

    def forward(self, images):
        if images.shape[-1] != self.image_size or images.shape[-2] != self.image_size:
            raise ValueError("wrong picture size")
        return torch.einsum("bdyx->byxd", self.project(images)).flatten(1, 2)
