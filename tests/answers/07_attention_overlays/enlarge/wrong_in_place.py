# breaks: the heat is scaled in place
# mistake 20: in place
def enlarge(heat, height, width):
    heat.div_(heat.max())
    return F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[0, 0]
