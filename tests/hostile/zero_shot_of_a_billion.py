# attack: one index, said to be a thousand million of them
# exercise: 12 zero_shot
def zero_shot(images, prompts):
    return torch.zeros(1, dtype=torch.long).expand(1_000_000_000)
