# breaks: in and out exchanged
# mistake 51: the wrong way
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
        self.project = nn.Linear(width, channels * patch_size**2)

    def forward(self, images: Tensor) -> Tensor:
        return self.project(patchify(images, self.patch_size))
