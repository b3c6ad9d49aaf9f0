# pastes the patches one by one
def unpatchify(patches, patch_size, height, width):
    channels = patches.shape[2] // patch_size**2
    images = patches.new_zeros(len(patches), channels, height, width)
    number = 0
    for top in range(0, height, patch_size):
        for left in range(0, width, patch_size):
            piece = patches[:, number].reshape(-1, channels, patch_size, patch_size)
            images[:, :, top : top + patch_size, left : left + patch_size] = piece
            number += 1
    return images
