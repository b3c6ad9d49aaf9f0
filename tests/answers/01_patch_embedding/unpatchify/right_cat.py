# joins squares to bands and bands to pictures
def unpatchify(patches, patch_size, height, width):
    b, n, length = patches.shape
    shape = (b, length // patch_size**2, patch_size, patch_size)
    squares = [patches[:, k].reshape(shape) for k in range(n)]
    columns = width // patch_size
    bands = [torch.cat(squares[k : k + columns], 3) for k in range(0, n, columns)]
    return torch.cat(bands, 2)
