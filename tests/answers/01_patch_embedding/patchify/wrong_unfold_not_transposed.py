# breaks: (B, C*P*P, N), the axes as unfold leaves them
def patchify(images, patch_size):
    return F.unfold(images, kernel_size=patch_size, stride=patch_size)
