# a matrix for the rows, one for the columns
def enlarge(heat, height, width):
    def tents(old, new):
        at = (torch.arange(new) + 0.5) * old / new - 0.5
        return (1 - (at.clamp(0, old - 1)[:, None] - torch.arange(old)).abs()).clamp(
            min=0
        )

    return tents(heat.shape[0], height) @ heat @ tents(heat.shape[1], width).T
