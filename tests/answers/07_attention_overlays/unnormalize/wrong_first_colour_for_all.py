# breaks: the first colour's numbers for all
# mistake 39: another colour's mean
def unnormalize(image, mean, std):
    return (image * float(std[0]) + float(mean[0])).clamp(0, 1)
