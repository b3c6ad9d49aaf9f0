# breaks: windows move by one pixel less than their side
def patchify(images, patch_size):
    stride = max(patch_size - 1, 1)
    return F.unfold(images, kernel_size=patch_size, stride=stride).mT
