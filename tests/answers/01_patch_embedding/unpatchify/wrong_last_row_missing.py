# breaks: the last row of patches stays black
def unpatchify(patches, patch_size, height, width):
    channels = patches.shape[2] // patch_size**2
    images = patches.new_zeros(len(patches), channels, height, width)
    columns = width // patch_size
    for number in range(patches.shape[1] - columns):
        top, left = number // columns * patch_size, number % columns * patch_size
        piece = patches[:, number].reshape(-1, channels, patch_size, patch_size)
        images[:, :, top : top + patch_size, left : left + patch_size] = piece
    return images
