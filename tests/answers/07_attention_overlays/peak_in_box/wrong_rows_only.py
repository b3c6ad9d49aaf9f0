# breaks: columns are not looked at
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    return top <= row < bottom
