# breaks: sums of rows and columns
def peak_in_box(heat, box):
    row, col = int(heat.sum(1).argmax()), int(heat.sum(0).argmax())
    left, top, right, bottom = box
    return left <= col < right and top <= row < bottom
