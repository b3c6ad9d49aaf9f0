# each cell of the grid holds its patch as channels; pixel_shuffle spreads them out
def unpatchify(patches, patch_size, height, width):
    rows, columns = height // patch_size, width // patch_size
    grid = patches.mT.reshape(len(patches), -1, rows, columns)
    return F.pixel_shuffle(grid, patch_size)
