# breaks: the hottest cell alone
def enlarge(heat, height, width):
    kept = torch.where(heat == heat.max(), heat, heat.min())
    return F.interpolate(kept[None, None], size=(height, width), mode="nearest")[0, 0]
