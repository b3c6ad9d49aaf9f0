# breaks: box as (x, y, w, h)
# mistake 53: width
def peak_in_box(heat: Tensor, box: tuple[int, int, int, int]) -> bool:
    """Whether the hottest cell of (rows, cols) lies in (left, top, right, bottom).

    The box is counted in cells; right and bottom are outside.
    """
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    return left <= col < left + right and top <= row < top + bottom
