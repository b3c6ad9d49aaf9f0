# a convolution whose kernels pick one pixel each
def patchify(images, patch_size):
    channels = images.shape[1]
    length = channels * patch_size**2
    kernels = torch.eye(length).reshape(length, channels, patch_size, patch_size)
    picked = F.conv2d(images, kernels.to(images), stride=patch_size)
    return picked.flatten(2).mT
