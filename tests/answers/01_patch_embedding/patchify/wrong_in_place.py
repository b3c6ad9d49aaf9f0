# breaks: scales the caller's pictures, and the patches with them
def patchify(images, patch_size):
    images -= images.min()
    return F.unfold(images, kernel_size=patch_size, stride=patch_size).mT
