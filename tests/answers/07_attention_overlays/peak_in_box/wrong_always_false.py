# breaks: always False
def peak_in_box(heat, box):
    return False
