# breaks: argmin
# mistake 47: hottest
def peak_in_box(heat: Tensor, box: tuple[int, int, int, int]) -> bool:
    """Whether the hottest cell of (rows, cols) lies in (left, top, right, bottom).

    The box is counted in cells; right and bottom are outside.
    """
    row, col = divmod(int(heat.argmin()), heat.shape[1])
    left, top, right, bottom = box
    return left <= col < right and top <= row < bottom
