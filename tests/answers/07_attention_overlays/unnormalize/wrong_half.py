# breaks: always mean and std one half
def unnormalize(image, mean, std):
    return (image * 0.5 + 0.5).clamp(0, 1)
