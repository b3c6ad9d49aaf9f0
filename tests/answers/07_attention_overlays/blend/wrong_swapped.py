# breaks: strength on the wrong side
# mistake 39: wrong side
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, in every colour: (3, H, W).

    Picture and heat have one dtype, and the mixture has it too.
    """
    return strength * image + (1 - strength) * heat
