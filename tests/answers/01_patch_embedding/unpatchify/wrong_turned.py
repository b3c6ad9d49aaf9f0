# breaks: the picture comes out lying on its side, (B, C, W, H)
# mistake 2: swapped
def unpatchify(patches, patch_size, height, width):
    return F.fold(patches.mT, (height, width), patch_size, stride=patch_size).mT
