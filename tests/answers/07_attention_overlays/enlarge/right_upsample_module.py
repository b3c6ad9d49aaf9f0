# nn.Upsample
def enlarge(heat, height, width):
    return nn.Upsample(size=(height, width))(heat[None, None]).squeeze(0).squeeze(0)
