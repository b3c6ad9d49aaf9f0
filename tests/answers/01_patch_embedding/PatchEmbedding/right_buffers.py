# different: gathers pixels by a buffer of places
class PatchEmbedding(nn.Module):
    """Gathers the pixels of each patch by a table of places."""

    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        places = torch.arange(channels * image_size**2, dtype=torch.float32)
        places = patchify(
            places.reshape(1, channels, image_size, image_size), patch_size
        )[0].long()
        self.register_buffer("places", places)
        self.project = nn.Linear(channels * patch_size**2, width)

    def forward(self, images):
        return self.project(images.flatten(1)[:, self.places])
