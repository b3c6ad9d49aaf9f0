# breaks: bottom counted as inside
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    return left <= col < right and top <= row <= bottom
