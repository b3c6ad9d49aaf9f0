# breaks: hotter inside than on average
def peak_in_box(heat, box):
    left, top, right, bottom = box
    return bool(heat[top:bottom, left:right].mean() > heat.mean())
