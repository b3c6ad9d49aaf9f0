# in place, on a clone
def unnormalize(image, mean, std):
    out = image.clone()
    for c in range(3):
        out[c].mul_(std[c]).add_(mean[c])
    return out.clamp_(0, 1)
