# breaks: the grid is taken for a square
def peak_in_box(heat, box):
    side = max(heat.shape)
    row, col = divmod(int(heat.argmax()), side)
    left, top, right, bottom = box
    return left <= col < right and top <= row < bottom
