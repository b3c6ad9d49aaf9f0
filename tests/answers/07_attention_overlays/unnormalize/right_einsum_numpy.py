# through numpy, in float64
def unnormalize(image, mean, std):
    pixels = image.numpy().astype(np.float64)
    pixels = pixels.transpose(1, 2, 0) * np.asarray(std, float) + np.asarray(
        mean, float
    )
    return torch.from_numpy(np.clip(pixels, 0, 1).transpose(2, 0, 1).copy())
