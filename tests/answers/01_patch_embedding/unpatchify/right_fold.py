# fold adds overlapping windows; these do not overlap
def unpatchify(patches, patch_size, height, width):
    return F.fold(patches.mT, (height, width), patch_size, stride=patch_size)
