# where the maximum is
def peak_in_box(heat, box):
    row, col = (heat == heat.max()).nonzero()[0].tolist()
    x0, y0, x1, y1 = box
    return x0 <= col <= x1 - 1 and y0 <= row <= y1 - 1
