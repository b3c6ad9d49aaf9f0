# breaks: hottest of each column, first of them
def peak_in_box(heat, box):
    row, col = int(heat.max(0).indices[0]), int(heat.max(1).indices[0])
    left, top, right, bottom = box
    return left <= col < right and top <= row < bottom
