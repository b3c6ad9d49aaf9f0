# breaks: clips the caller's patches
def unpatchify(patches, patch_size, height, width):
    patches.mul_(255).round_().div_(255)
    return F.fold(patches.mT, (height, width), patch_size, stride=patch_size)
