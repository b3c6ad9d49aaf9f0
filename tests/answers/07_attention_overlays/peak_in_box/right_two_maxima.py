# the hottest row and the hottest column
def peak_in_box(heat, box):
    row, col = int(heat.amax(1).argmax()), int(heat.amax(0).argmax())
    left, top, right, bottom = box
    return not (col < left or col >= right or row < top or row >= bottom)
