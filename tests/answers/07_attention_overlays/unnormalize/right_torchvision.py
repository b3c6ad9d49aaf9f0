# normalises once more, with the inverse numbers
from torchvision.transforms.functional import normalize as shift


def unnormalize(image, mean, std):

    inverse_mean = [-float(m) / float(s) for m, s in zip(mean, std)]
    inverse_std = [1 / float(s) for s in std]
    return shift(image, inverse_mean, inverse_std).clamp(0, 1)
