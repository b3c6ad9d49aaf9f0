# breaks: cells outside the box are cleared
# mistake 20: in place
def peak_in_box(heat, box):
    before = heat.max().item()
    left, top, right, bottom = box
    kept = heat[top:bottom, left:right].clone()
    heat.zero_()
    heat[top:bottom, left:right] = kept
    return bool(heat.max() == before)
