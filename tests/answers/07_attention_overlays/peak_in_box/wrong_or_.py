# breaks: one axis is enough
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    return left <= col < right or top <= row < bottom
