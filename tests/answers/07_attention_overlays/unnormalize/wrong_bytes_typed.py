# breaks: 0 to 255
# mistake 39: [0, 1]
def unnormalize(image: Tensor, mean, std) -> Tensor:
    """Undo (pixels - mean) / std and clip to [0, 1]: (3, H, W) -> (3, H, W), a copy.

    `mean` and `std` hold three numbers, one a colour.
    """
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std + mean).clamp(0, 1) * 255
