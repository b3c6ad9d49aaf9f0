# breaks: heat as a fourth colour
# mistake 39: (3, H, W)
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, in every colour: (3, H, W).

    Picture and heat have one dtype, and the mixture has it too.
    """
    return torch.cat([(1 - strength) * image, strength * heat[None]])
