# ranges
def peak_in_box(heat, box):
    row, col = divmod(heat.argmax().item(), heat.shape[-1])
    left, top, right, bottom = box
    return col in range(left, right) and row in range(top, bottom)
