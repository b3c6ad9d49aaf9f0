# breaks: box read as (top, left, bottom, right)
# mistake 53: swapped
def peak_in_box(heat, box):
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    top, left, bottom, right = box
    return left <= col < right and top <= row < bottom
