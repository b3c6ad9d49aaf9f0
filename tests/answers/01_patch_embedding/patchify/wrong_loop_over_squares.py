# breaks: counts rows by the width; tall pictures lose their foot
def patchify(images, patch_size):
    cuts = []
    for top in range(0, min(images.shape[2:]), patch_size):
        for left in range(0, images.shape[3], patch_size):
            cut = images[:, :, top : top + patch_size, left : left + patch_size]
            cuts.append(cut.flatten(1))
    return torch.stack(cuts, dim=1)
