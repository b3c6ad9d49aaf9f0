# breaks: heat clamped to 0.3
# mistake 39: as it is
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, in every colour: (3, H, W).

    Picture and heat have one dtype, and the mixture has it too.
    """
    return (1 - strength) * image + strength * heat.clamp(max=0.3)
