# breaks: left and right bound the row
# mistake 53: swapped
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    return left <= row < right and top <= col < bottom
