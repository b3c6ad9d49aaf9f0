# breaks: float64
# mistake 46: dtype
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, in every colour: (3, H, W).

    Picture and heat have one dtype, and the mixture has it too.
    """
    return ((1 - strength) * image + strength * heat).double()
