# breaks: any cell above a threshold
def peak_in_box(heat, box):
    left, top, right, bottom = box
    return bool((heat[top:bottom, left:right] > 0.1).any())
