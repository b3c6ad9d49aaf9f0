# breaks: divmod by the number of rows
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[0])
    left, top, right, bottom = box
    return left <= col < right and top <= row < bottom
