# every pixel asks for its cell
def enlarge(heat, height, width):
    r = torch.arange(height) * heat.shape[0] // height
    c = torch.arange(width) * heat.shape[1] // width
    return heat[r][:, c]
