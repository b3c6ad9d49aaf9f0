# unravel_index
def peak_in_box(heat, box):
    row, col = np.unravel_index(int(heat.argmax()), tuple(heat.shape))
    left, top, right, bottom = box
    return bool(left <= col < right and top <= row < bottom)
