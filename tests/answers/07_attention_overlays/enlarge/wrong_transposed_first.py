# breaks: transposed before
# mistake 38: transposed
def enlarge(heat, height, width):
    return F.interpolate(heat.T[None, None], size=(height, width), mode="bilinear")[
        0, 0
    ]
