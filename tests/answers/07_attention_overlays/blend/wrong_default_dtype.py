# breaks: the mixture is made in the default number format: float64 becomes float32
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    mixed = torch.empty(image.shape)
    for colour in range(3):
        mixed[colour] = (1 - strength) * image[colour] + strength * heat
    return mixed
