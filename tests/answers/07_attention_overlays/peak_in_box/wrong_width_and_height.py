# breaks: right and bottom read as width and height
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, width, height = box
    return left <= col < left + width and top <= row < top + height
