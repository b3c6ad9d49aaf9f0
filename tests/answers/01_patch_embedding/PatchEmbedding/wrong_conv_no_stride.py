# breaks: a convolution without a stride
# mistake 51: stride
class PatchEmbedding(nn.Module):
    """Make one token of each patch: (B, C, H, W) -> (B, N, D).

    Args:
        image_size: H and W, in pixels.
        patch_size: P, in pixels; divides image_size.
        channels: C.
        width: D.

    `project` is the linear layer (or the convolution) that reads a patch, its numbers
    in patchify's order.
    """

    def __init__(self, *, image_size: int, patch_size: int, channels: int, width: int):
        super().__init__()
        self.patch_size = patch_size
        self.project = nn.Conv2d(channels, width, patch_size)

    def forward(self, images: Tensor) -> Tensor:
        return self.project(images).flatten(2).transpose(1, 2)
