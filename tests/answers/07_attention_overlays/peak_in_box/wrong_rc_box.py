# breaks: (top, left, bottom, right)
# mistake 53: order
def peak_in_box(heat: Tensor, box: tuple[int, int, int, int]) -> bool:
    """Whether the hottest cell of (rows, cols) lies in (left, top, right, bottom).

    The box is counted in cells; right and bottom are outside.
    """
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    top, left, bottom, right = box
    return left <= col < right and top <= row < bottom
