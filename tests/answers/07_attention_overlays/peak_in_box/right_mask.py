# a mask of the box, read at the peak
def peak_in_box(heat, box):
    left, top, right, bottom = box
    inside = torch.zeros(heat.shape, dtype=torch.bool)
    inside[top:bottom, left:right] = True
    return inside.flatten()[heat.flatten().argmax()].item()
