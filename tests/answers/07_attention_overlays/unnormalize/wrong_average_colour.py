# breaks: the average of the three numbers
# mistake 39: mean
def unnormalize(image, mean, std):
    m, s = sum(mean) / 3, sum(std) / 3
    return (image * s + m).clamp(0, 1)
