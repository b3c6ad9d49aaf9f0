# breaks: the whole grid repeated, not each cell
# mistake 38: outside its patch
def enlarge(heat, height, width):
    r = torch.arange(height) % heat.shape[0]
    c = torch.arange(width) % heat.shape[1]
    return heat[r][:, c]
