# breaks: always True
def peak_in_box(heat, box):
    return True
