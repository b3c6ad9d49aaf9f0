# breaks: whole repeats, zeros where sizes do not divide
def enlarge(heat, height, width):
    rows, cols = heat.shape
    large = heat.repeat_interleave(height // rows, 0).repeat_interleave(
        width // cols, 1
    )
    out = torch.zeros(height, width)
    out[: large.shape[0], : large.shape[1]] = large
    return out
