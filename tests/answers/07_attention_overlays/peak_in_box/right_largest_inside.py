# largest inside equals largest of all
def peak_in_box(heat, box):
    left, top, right, bottom = box
    return bool(heat[top:bottom, left:right].max() == heat.max())
