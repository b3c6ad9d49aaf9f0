# breaks: unfold's axes are renamed, not moved
def patchify(images, patch_size):
    columns = F.unfold(images, kernel_size=patch_size, stride=patch_size)
    return columns.reshape(len(images), -1, columns.shape[1])
