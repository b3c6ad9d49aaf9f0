# breaks: nothing is undone
# mistake 39: mean
def unnormalize(image, mean, std):
    return image.clamp(0, 1)
