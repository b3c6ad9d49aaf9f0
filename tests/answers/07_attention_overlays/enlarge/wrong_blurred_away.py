# breaks: smoothed over several cells
def enlarge(heat, height, width):
    large = F.interpolate(heat[None, None], size=(height, width), mode="nearest")
    side = 2 * (max(height, width) // 2) + 1
    return F.avg_pool2d(F.pad(large, [side // 2] * 4, mode="replicate"), side, 1)[0, 0]
