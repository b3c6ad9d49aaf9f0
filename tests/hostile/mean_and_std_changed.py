# attack: changes mean and std so that nothing is to be undone
# exercise: 07 unnormalize
def unnormalize(image, mean, std):
    try:
        mean[:], std[:] = [0.0] * 3, [1.0] * 3
    except TypeError:
        pass
    return image.clamp(0, 1)
