# breaks: more than half of the heat inside
def peak_in_box(heat, box):
    left, top, right, bottom = box
    return bool(heat[top:bottom, left:right].sum() > 0.5 * heat.sum())
