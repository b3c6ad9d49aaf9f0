# breaks: stretched to fit
def unnormalize(image, mean, std):
    image = image - image.min()
    return image / image.max()
