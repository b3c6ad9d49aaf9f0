# walks all cells
def peak_in_box(heat, box):
    best, at = -math.inf, (0, 0)
    for row in range(heat.shape[0]):
        for col in range(heat.shape[1]):
            if heat[row, col] > best:
                best, at = float(heat[row, col]), (row, col)
    left, top, right, bottom = box
    return top <= at[0] < bottom and left <= at[1] < right
