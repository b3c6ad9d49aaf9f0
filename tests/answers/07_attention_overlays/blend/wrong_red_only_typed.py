# breaks: the red colour only
# mistake 39: all three
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, in every colour: (3, H, W).

    Picture and heat have one dtype, and the mixture has it too.
    """
    out = image.clone()
    out[0] = (1 - strength) * image[0] + strength * heat
    return out
