# splits into bands, bands into squares
def patchify(images, patch_size):
    squares = [
        square.flatten(1)
        for band in images.split(patch_size, dim=2)
        for square in band.split(patch_size, dim=3)
    ]
    return torch.stack(squares, dim=1)
