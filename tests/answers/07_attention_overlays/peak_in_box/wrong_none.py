# breaks: None when outside
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    if left <= col < right and top <= row < bottom:
        return True
