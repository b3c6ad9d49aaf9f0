# cells repeated as often as their share of pixels
def enlarge(heat, height, width):
    def edges(size, parts):
        return torch.tensor(
            [(k + 1) * size // parts - k * size // parts for k in range(parts)]
        )

    rows, cols = heat.shape
    return heat.repeat_interleave(edges(height, rows), 0).repeat_interleave(
        edges(width, cols), 1
    )
