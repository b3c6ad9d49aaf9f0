# cuts with two loops and stacks
def patchify(images: Tensor, patch_size: int) -> Tensor:
    height, width = images.shape[-2:]
    cuts = []
    for top in range(0, height, patch_size):
        for left in range(0, width, patch_size):
            cut = images[:, :, top : top + patch_size, left : left + patch_size]
            cuts.append(cut.reshape(len(images), -1))
    return torch.stack(cuts, dim=1)
