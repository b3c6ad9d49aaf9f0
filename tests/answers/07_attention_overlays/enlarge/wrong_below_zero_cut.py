# breaks: negative weights cut
def enlarge(heat, height, width):
    return F.interpolate(
        heat[None, None], size=(height, width), mode="bilinear", align_corners=False
    )[0, 0].relu()
