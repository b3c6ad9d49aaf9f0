# through numpy; a numpy bool
def peak_in_box(heat, box):
    x = heat.numpy()
    row, col = np.argwhere(x == x.max())[0]
    left, top, right, bottom = box
    return (row >= top) & (row < bottom) & (col >= left) & (col < right)
